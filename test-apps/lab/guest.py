# SPDX-License-Identifier: Apache-2.0
"""A guest with a kernel of its own, in which memory may run out: made, booted, and gone afterwards."""
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import jvm
import running
from archive import Archive
from failure import LabError

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = ("6.1", "6.12")
# In the order of what they need of each other; those that a kernel has built in are no files.
MODULES = ("virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci",
           "virtio_blk")
SECONDS = 900
DISK_MIB = 128
# The processor is made by qemu itself (TCG), so that it needs no rights and no KVM. What makes the
# boot longer is off. The processor's own clock is measured against another one at the start, wrongly
# where this machine is busy.
QEMU = ("qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=multi,tb-size=256",
        "-cpu", "max", "-smp", "1", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot")
COMMAND_LINE = ("console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr "
                "random.trust_cpu=1 no_timer_check clocksource=hpet tsc=unstable")


def kernel_folder(version):
    script = HERE.parents[1] / "bin/lib/kernel.sh"
    result = subprocess.run(
        ["bash", "-c", '. "$1"; kernel_provide "$2" || { echo "$kernel_complaint" >&2; exit 1; }; '
                       'kernel_root "$2"', "bash", script, version], capture_output=True, text=True)
    if result.returncode != 0:
        raise LabError(f"kernel {version}: {result.stderr.strip()}")
    return pathlib.Path(result.stdout.strip())


def libraries_of(program):
    """The loader and the libraries that a program wants, by their paths on this machine; a static
    one wants none."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", told)


class Guest:
    def __init__(self, version, build):
        self.version = version
        self._kernel = kernel_folder(version)
        self._image = next(self._kernel.glob("boot/vmlinuz-*"))
        self._build = build

    def run(self, scenarios, boot):
        """What the guest said, as lines; of a guest that hung or fell, as far as it came."""
        if boot.jdk:
            jvm.make_image(boot.jdk)
        with tempfile.TemporaryDirectory(prefix="spawnrisk-lab-") as folder:
            folder = pathlib.Path(folder)
            self._archive(scenarios, boot).write(folder / "initramfs")
            with open(folder / "disk", "wb") as disk:
                disk.truncate(DISK_MIB << 20)
            command = self._command(folder, boot)
            _found(QEMU[0])
            with open(folder / "errors", "wb") as errors:
                qemu = running.start(command, stdin=subprocess.DEVNULL, stderr=errors)
                try:
                    qemu.wait(timeout=SECONDS)
                except subprocess.TimeoutExpired:
                    pass
                finally:
                    running.end(qemu)
            said = _text(folder / "said").splitlines()
            if "over" not in said:
                said += ["fell " + line for line in
                         (_text(folder / "console") + _text(folder / "errors")).splitlines()[-15:]]
            return said

    def _command(self, folder, boot):
        ports = [option for number, name in enumerate(("console", "said")) for option in (
            "-chardev", f"file,id=port{number},path={folder / name}", "-serial", f"chardev:port{number}")]
        return [*QEMU, "-m", str(boot.memory_mib), "-kernel", self._image, "-initrd", folder / "initramfs",
                "-append", f"{COMMAND_LINE} lab_cgroup={boot.cgroup}",
                "-drive", f"file={folder / 'disk'},if=virtio,format=raw,cache=unsafe", *ports]

    def _archive(self, scenarios, boot):
        archive = Archive()
        for path in ("proc", "sys", "dev", "tmp", "cgroup"):
            archive.folder(path)
        archive.copy("init", HERE / "guest/init", 0o755)
        for name in ("steps.sh", "machine.sh", "jvm.sh"):
            archive.copy(f"lab/{name}", HERE / "guest" / name)
        archive.file("scenarios.sh", scenarios.encode())
        programs = {"bin/busybox": _found("busybox"), "lab/hazard": self._build / "lab/hazard",
                    "lab/libspawnrisk.so": self._build / "libspawnrisk.so"}
        for path, source in programs.items():
            archive.copy(path, source, 0o755)
        for path in {path for source in programs.values() for path in libraries_of(source)}:
            archive.copy(path.lstrip("/"), path, 0o755)
        self._add_modules(archive)
        if boot.jdk:
            jvm.add_to(archive, libraries_of, boot.jdk)
        return archive

    def _add_modules(self, archive):
        files = {path.name.split(".")[0]: path for path in self._kernel.rglob("*.ko*")}
        names = [name for name in MODULES if name in files]
        for name in names:
            opened = lzma.open if files[name].suffix == ".xz" else open
            with opened(files[name], "rb") as file:
                archive.file(f"modules/{name}.ko", file.read())
        archive.file("modules/order", "".join(f"{name}.ko\n" for name in names).encode())


def _found(program):
    path = shutil.which(program)
    if path is None:
        raise LabError(f"{program} is not installed: bin/setup check installs what the lab needs")
    return path


def _text(path):
    if not os.path.exists(path):
        return ""
    return path.read_bytes().decode("utf-8", "replace").replace("\r", "")
