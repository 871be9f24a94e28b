# SPDX-License-Identifier: Apache-2.0
"""An initramfs, as the kernel unpacks it: cpio's "newc" format (Documentation/driver-api/early-userspace/
buffer-format.rst), uncompressed."""
import stat

NAMES_END = "TRAILER!!!"


class Archive:
    def __init__(self):
        self._entries, self._folders = [], set()

    def folder(self, path, mode=0o755):
        parent = path.rpartition("/")[0]
        if path and path not in self._folders:
            self.folder(parent)
            self._folders.add(path)
            self._entries.append((path, stat.S_IFDIR | mode, b""))

    def file(self, path, content, mode=0o644):
        self.folder(path.rpartition("/")[0])
        self._entries.append((path, stat.S_IFREG | mode, content))

    def copy(self, path, source, mode=0o644):
        with open(source, "rb") as file:
            self.file(path, file.read(), mode)

    def write(self, path):
        with open(path, "wb") as file:
            for number, entry in enumerate(self._entries, start=1):
                file.write(_encoded(number, *entry))
            file.write(_encoded(0, NAMES_END, 0, b""))


def _encoded(number, path, mode, content):
    name = path.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _padded(header + name) + _padded(content)


def _padded(part):
    return part + b"\0" * (-len(part) % 4)
