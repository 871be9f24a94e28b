# SPDX-License-Identifier: Apache-2.0
"""Memory cgroups of version 1 for one test, below the one that it runs in."""
import errno
import os
import pathlib
import time

from behaviours import Skipped

MOUNT = pathlib.Path("/sys/fs/cgroup/memory")


def own_group():
    path = next((line.split(":", 2)[2].strip() for line in open("/proc/self/cgroup")
                 if ":memory:" in line), None)
    if path is None or os.geteuid() != 0 or not (MOUNT / path.strip("/")).is_dir():
        raise Skipped("no cgroup v1 memory controller that root may divide")
    return MOUNT / path.strip("/")


class Group:
    """A memory cgroup (v1) with a limit, below our own or below a parent."""

    def __init__(self, name, limit=48 << 20, parent=None):
        self.path = (parent.path if parent else own_group()) / f"{name}-{os.getpid()}"
        self.limit = limit

    def __enter__(self):
        self.path.mkdir()
        (self.path / "memory.limit_in_bytes").write_text(str(self.limit))
        return self

    def __exit__(self, *unused):
        # A killed child whose parent is gone is in it until process 1 has reaped it.
        for _ in range(50):
            try:
                return self.path.rmdir()
            except OSError as error:
                if error.errno != errno.EBUSY:
                    raise
                time.sleep(0.1)
        return self.path.rmdir()

    def enter(self):
        (self.path / "cgroup.procs").write_text(str(os.getpid()))

    def name(self):
        """As the kernel and the events name it."""
        return "/" + str(self.path.relative_to(MOUNT))

    def number(self, file):
        return int((self.path / file).read_text())
