#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the kernel adds to Committed_AS for a fork, held against what the library says of the process
before: exactly, and in constant time. Prints a table, and complains of what differs by more than is
said of it in docs/commit-charge.md. A JVM is measured by each of the JDKs that are named."""
import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from charge import Host, Library, measure

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIB = 1 << 20
BYTES = 7919 * 4096
HUGE_BYTES = 4 * MIB
HEAP = 512 * MIB
# What an idle JVM has besides its heap, and the room that a cgroup leaves it here.
BESIDES, GROUP_ROOM = 200 * MIB, 256 * MIB
COLLECTORS = ("Serial", "Parallel", "G1", "Z")

# Kinds of memory that constant time can't tell from others: by how much it is above the truth.
KINDS = {
    "none": 0, "malloc": 0, "untouched": 0, "touched": 0, "noreserve": BYTES, "shared": 0,
    "made_writable": 0, "made_readonly": -BYTES, "dontfork": BYTES, "wipeonfork": 0,
    "hugetlb": 0, "hugetlb_untouched": HUGE_BYTES}
# Read-only areas of libraries that were relocated, and what glibc's arenas have without reserve.
LIBRARIES, ARENAS = 64 << 10, 4 * MIB


class Table:
    def __init__(self):
        self.complaints = []
        print("| memory | exact | as Committed_AS | as the child's areas | constant time | copied "
              "| walk, ms |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)

    def row(self, name, charge, expected, slack):
        """expected: what constant time has too much, give or take slack or a hundredth."""
        more = charge.quick - charge.exact
        added, child = zip(*charge.differences)
        print(f"| {name} | {kib(charge.exact)} | {equal(added)} | {equal(child)} | {signed(more)}"
              f"{part(more, charge.exact)} | {kib(charge.copied)} | {charge.walk_ns / 1e6:.1f} |",
              flush=True)
        if 0 not in child:
            self.complain(f"{name}: no child's areas hold what was said")
        # Of a fork that takes long, Committed_AS holds what others did meanwhile: more or less.
        if not min(added) <= 0 <= max(added):
            self.complain(f"{name}: each fork added {min(added)} to {max(added)} more than was said")
        if abs(more - expected) > max(slack, charge.exact // 100):
            self.complain(f"{name}: constant time is {more} above, and not {expected}")

    def complain(self, what):
        self.complaints.append(what)
        print(f"commit_charge.py: {what}", file=sys.stderr)


def kib(size):
    return f"{size >> 10:,}"


def part(more, exact):
    return f" ({more / exact:+.2%})" if abs(more) < exact / 10 else ""


def equal(differences):
    return f"{differences.count(0)} of {len(differences)}"


def signed(size):
    return "0" if size == 0 else f"{size >> 10:+,}"


def c_programs(table, library, hosts):
    for kind, expected in KINDS.items():
        size = HUGE_BYTES if "hugetlb" in kind else BYTES
        try:
            host = Host([hosts / "charged", kind, size])
        except RuntimeError as failure:
            if "hugetlb" not in kind:
                raise
            print(f"skipped: {kind}: the machine has no free huge pages ({failure})", file=sys.stderr)
            continue
        with host:
            table.row(kind, measure(library, host), expected, LIBRARIES)


class Jvms:
    """Starts JVMs whose children are held before their exec."""

    def __init__(self, jdk, folder):
        self.jdk, self.folder, self.gate = jdk, folder, folder / "gate"
        apps = ROOT / "test-apps/java/src/main/java/io/github/spawnrisk/apps"
        self.holder = folder / "hold_exec.so"
        subprocess.run([jdk / "bin/javac", "-d", folder, apps / "SpawnsWhenAsked.java"], check=True)
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", self.holder,
                        ROOT / "test-apps/c/hold_exec.c", "-ldl"], check=True)

    def start(self, collector, pretouched, preloaded=(), **variables):
        environment = {
            "PATH": "/usr/bin:/bin", "HOLD_EXEC": str(self.gate), **variables,
            "LD_PRELOAD": ":".join(map(str, [*preloaded, self.holder]))}
        return Host(
            [self.jdk / "bin/java", f"-Xms{HEAP}", f"-Xmx{HEAP}", f"-XX:+Use{collector}GC",
             f"-XX:{'+' if pretouched else '-'}AlwaysPreTouch",
             "-Djdk.lang.Process.launchMechanism=FORK", "-cp", self.folder,
             "io.github.spawnrisk.apps.SpawnsWhenAsked", "/bin/true"], environment, self.gate)


def java_programs(table, library, name, jvms):
    for collector in COLLECTORS:
        for pretouched in False, True:
            title = f"{name}, {collector}, {'pre-touched' if pretouched else 'untouched'}"
            with jvms.start(collector, pretouched) as host:
                charge = measure(library, host)
                table.row(title, charge, 0, ARENAS)
            shared = collector == "Z"
            if shared and (charge.exact > BESIDES or charge.copied > BESIDES):
                table.complain(f"{title}: the heap is taken for private memory")
            if not shared and charge.exact < HEAP:
                table.complain(f"{title}: the heap is missing")


@contextlib.contextmanager
def memory_group():
    """A cgroup of version 1 in which this process is, or None where it may not make one."""
    parent = pathlib.Path("/sys/fs/cgroup/memory")
    group = parent / f"spawnrisk-charge-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        yield None
        return
    try:
        (group / "cgroup.procs").write_text("0", encoding="ascii")
        yield group
    finally:
        (parent / "cgroup.procs").write_text("0", encoding="ascii")
        group.rmdir()


def warned_of(library, jvms, collector, folder):
    """The reasons of a fork in a container that has less room than the heap is large."""
    log = folder / f"{collector}.jsonl"
    with memory_group() as group:
        if group is None:
            return None
        with jvms.start(collector, True, [library], SPAWNRISK_LOG=str(log)) as host:
            usage = int((group / "memory.usage_in_bytes").read_text(encoding="ascii"))
            (group / "memory.limit_in_bytes").write_text(str(usage + GROUP_ROOM), encoding="ascii")
            with host.child():
                pass
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    [fork] = [line for line in lines if line["event"] == "spawn"]
    return {reason["code"] for reason in fork["risk"]["reasons"]}


def warnings(table, library, name, jvms, folder):
    for collector in "Parallel", "Z":
        codes = warned_of(library, jvms, collector, folder)
        if codes is None:
            print("skipped: warnings: no memory cgroup of version 1 may be made here", file=sys.stderr)
            return
        print(f"{name}, {collector}, a heap of 512 MiB in a cgroup with 256 MiB left: "
              f"{', '.join(sorted(codes)) or 'no reason'}")
        of_memory = codes & {"OOM_POSSIBLE", "OOM_LIKELY", "COMMIT_REFUSED", "COMMIT_NEAR"}
        if bool(of_memory) != (collector != "Z"):
            table.complain(f"{name}, {collector}: told of {of_memory or 'nothing'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--hosts", type=pathlib.Path, required=True, help="where charged is")
    parser.add_argument("jdks", nargs="*", type=pathlib.Path, help="homes of JDKs")
    options = parser.parse_args()
    library, table = Library(options.library), Table()
    c_programs(table, library, options.hosts)
    with tempfile.TemporaryDirectory(prefix="spawnrisk-charge-") as scratch:
        all_jvms = []
        for jdk in options.jdks:
            folder = pathlib.Path(scratch) / str(len(all_jvms))
            folder.mkdir()
            version = subprocess.run([jdk / "bin/javac", "-version"], check=True,
                                     capture_output=True, text=True).stdout.split()[1]
            all_jvms.append((f"JDK {version.split('.')[0]}", Jvms(jdk, folder), folder))
            java_programs(table, library, *all_jvms[-1][:2])
        print()
        for name, jvms, folder in all_jvms:
            warnings(table, options.library.resolve(), name, jvms, folder)
    return 1 if table.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
