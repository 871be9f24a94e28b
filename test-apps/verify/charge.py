# SPDX-License-Identifier: Apache-2.0
"""What a fork is charged: by the kernel, and by each way in which the library tells it."""
import collections
import contextlib
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import time

FORK, QUICK = 1, 1
ROOM = 16384
SECONDS = 20
FEWEST, MOST = 10, 60

# The first fields of struct spawnrisk_assessment (spawnrisk.h): 24 bytes, start, the name.
SIZES = "commit_charge largest_area copy_exposure private_anonymous swap page_tables rss hugetlb"
FIRST = 24 + 8 + 64

# differences: for each fork, by how much what was added to Committed_AS, and what the child's areas
# hold, were above exact. walk_ns: what the exact facts took, at their quickest.
Charge = collections.namedtuple("Charge", "exact quick copied differences walk_ns")


class Library:
    """The assessment of another process by the C interface."""

    def __init__(self, path):
        # Opened, not linked: nothing of this program is called through it.
        self.assess = ctypes.CDLL(str(path)).spawnrisk_assess
        self.assess.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_char_p]

    def facts(self, pid, flags=0):
        room = ctypes.create_string_buffer(ROOM)
        ctypes.c_uint32.from_buffer(room).value = ROOM
        error = self.assess(pid, FORK, flags, room)
        if error != 0:
            raise OSError(error, os.strerror(error), f"spawnrisk_assess({pid})")
        exact = ctypes.c_uint32.from_buffer(room, 16).value
        assert exact == (flags != QUICK), f"pid {pid} was not walked through"
        names = SIZES.split()
        values = (ctypes.c_uint64 * len(names)).from_buffer(room, FIRST)
        return dict(zip(names, values))


def committed():
    text = pathlib.Path("/proc/meminfo").read_text(encoding="ascii")
    return int(re.search(r"^Committed_AS:\s+(\d+) kB", text, re.M)[1]) << 10


def accountable(pid):
    """The areas of a process that hold a charge, by its own flags: `ac`."""
    total = size = 0
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8").splitlines():
        if line.startswith("Size:"):
            size = int(line.split()[1]) << 10
        elif line.startswith("VmFlags:") and "ac" in line.split():
            total += size
    return total


def children(pid):
    found = []
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += (thread / "children").read_text(encoding="ascii").split()
    return [int(child) for child in found]


class Host:
    """A program that forks when it is asked by a line, and whose child is held meanwhile."""

    def __init__(self, command, environment=None, gate=None):
        self.gate = gate
        self.process = subprocess.Popen(
            list(map(str, command)), env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if not self.process.stdout.readline().startswith("ready"):
            errors = self.process.communicate()[1]
            raise RuntimeError(f"{command[0]} did not start: {errors.strip()}")

    @property
    def pid(self):
        return self.process.pid

    def step(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    @contextlib.contextmanager
    def child(self):
        """Held by itself, or by hold_exec.so while the gate is there."""
        if self.gate:
            self.gate.touch()
        self.step()
        found = self.born()
        try:
            yield found
        finally:
            self.release()

    def born(self):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := children(self.pid):
                return found[0]
            time.sleep(0.0005)
        raise TimeoutError(f"pid {self.pid} has no child after {SECONDS} s")

    def release(self):
        if self.gate:
            self.gate.unlink()
        else:
            self.process.stdout.readline()
            self.step()
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def measure(library, host):
    """Others on the machine change Committed_AS too, and the host its memory: until none did."""
    with host.child():
        pass  # The first one may have to make what the later ones find made.
    differences, walks = [], []
    while len(differences) < FEWEST or (0, 0) not in differences and len(differences) < MOST:
        quick, start = library.facts(host.pid, QUICK), time.monotonic_ns()
        exact = library.facts(host.pid)
        walks.append(time.monotonic_ns() - start)
        before = committed()
        with host.child() as child:
            added = committed() - before
            held = accountable(child)
        charge = exact["commit_charge"]
        differences.append((added - charge, held - charge))
    return Charge(charge, quick["commit_charge"], exact["copy_exposure"], differences, min(walks))
