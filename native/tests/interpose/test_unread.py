# SPDX-License-Identifier: Apache-2.0
"""Which file an assessment could not read: the very one that is missing, with its errno, and no other."""
import contextlib
import errno
import os
import pathlib
import re
import shutil

from behaviours import Skipped, behaviour, equal, holds
from host import end_session
from test_assess import NOBODY, ask
from test_facts import ASAN_MAPS_TERABYTES, MIB

ACCESS, NO_ERROR = os.strerror(errno.EACCES), os.strerror(0)
# A file of the first argument is shown in place of the asker's mountinfo, then others in place of others.
SHOWN = """
    mount --bind "$1" /proc/$$/task/$$/mountinfo && shift
    while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 9; shift 2; done; shift; exec "$@" """
V2 = {
    "memory.max": 4096 * MIB, "memory.high": 3072 * MIB, "memory.current": 300 * MIB, "memory.oom.group": 0,
    "memory.swap.max": 0, "memory.swap.current": 0,
    "memory.stat": "anon 4096\nfile 0\nshmem 0\ninactive_file 0\nactive_file 0\n", "pids.max": 4096, "pids.current": 9}
V1 = {
    "memory.limit_in_bytes": 4096 * MIB, "memory.usage_in_bytes": 300 * MIB, "pids.max": 4096, "pids.current": 9,
    "memory.stat": "total_cache 0\ntotal_shmem 0\ntotal_inactive_file 0\ntotal_active_file 0\n"}


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


class Scene:
    """A process of nobody's, which nobody asks about, in a cgroup of which the test writes the files."""

    def __init__(self, lab, pid, version=2):
        self.lab, self.pid, self.version = lab, pid, version
        self.files, self.shown, self.closed = dict(V2 if version == 2 else V1), {}, set()
        self.tree, self.name = lab.folder / "tree", "g"
        self.shadows = lab.folder / "shown"
        self.shadows.mkdir(exist_ok=True)

    @property
    def group(self):
        return self.tree / self.name

    def of_process(self, name):
        return f"/proc/{self.pid}/{name}"

    def show(self, path, text, mode=0o644):
        """A text in place of a file of the kernel's, to the asker alone."""
        shadow = self.shadows / path.replace("/", "_")
        shadow.write_text(text)
        shadow.chmod(mode)
        self.shown[path] = shadow

    def close(self, path):
        self.show(path, "", 0)
        self.closed.add(path)

    def hide_line(self, name, key):
        text = pathlib.Path(self.of_process(name)).read_text()
        self.show(self.of_process(name), re.sub(f"^{key}:.*\n", "", text, flags=re.MULTILINE))

    def lay_out(self, blocked):
        names = ("memory", "pids") if self.version == 1 else ("",)
        kind = "cgroup" if self.version == 1 else "cgroup2"
        lines = [f"{30 + at} 23 0:{26 + at} / {self.tree} rw - {kind} cgroup rw,{name}\n"
                 for at, name in enumerate(names)]
        (self.lab.folder / "mountinfo").write_text("".join(lines))
        if self.of_process("cgroup") not in self.closed:
            self.show(self.of_process("cgroup"),
                      "".join(f"{4 * (self.version == 1)}:{name}:/{self.name}\n" for name in names))
        self.group.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            file = self.group / name
            file.write_text(content if isinstance(content, str) else f"{content}\n")
            file.chmod(0 if name in blocked else 0o644)

    def ask(self, *arguments, blocked=()):
        self.lay_out(blocked)
        pairs = [str(part) for path, shadow in self.shown.items() for part in (shadow, path)]
        before = ("unshare", "--mount", "sh", "-c", SHOWN, "sh", self.lab.folder / "mountinfo", *pairs, "--",
                  "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        said = ask(self.lab, self.pid, *(arguments or ("fork",)), before=tuple(map(str, before)))
        if "SwapTotal:             0 kB" in pathlib.Path("/proc/meminfo").read_text():
            holds(not any("/proc/swaps" in line for line in said.get("unread", [])), said)
        return said

    def unread(self, file, error=NO_ERROR):
        return [f"{self.group / file} {error}"]


@contextlib.contextmanager
def scene(lab, version=2, of=become_nobody):
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "setpriv"))):
        raise Skipped("only root can show others other files")
    lab.folder.chmod(0o755)
    host = lab.start("large", preloaded=False, preexec_fn=of)
    try:
        equal(b"before\n", host.stdout.readline(), "the host")
        yield Scene(lab, host.pid, version)
    finally:
        end_session(host)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def of_a_cgroup_that_can_be_read_nothing_is_unread(lab):
    for version in 1, 2:
        with scene(lab, version) as asked:
            said = asked.ask()
            holds("unread" not in said and "not_assessed" not in said, said)
            equal([str(4096 * MIB)], said["cgroup_limit"], "the limit")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_memory_high_that_is_no_number_is_named_and_not_swap(lab):
    with scene(lab) as asked:
        for content in "soon\n", "", "1048576":
            asked.files["memory.high"] = content
            said = asked.ask()
            equal((["THROTTLE_POSSIBLE"], asked.unread("memory.high")),
                  (said.get("not_assessed"), said.get("unread")), content)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def what_a_cgroup_uses_is_named_where_a_memory_high_alone_needs_it(lab):
    with scene(lab) as asked:
        asked.files |= {"memory.max": "max\n", "memory.current": "x\n"}
        said = asked.ask()
    equal(["THROTTLE_POSSIBLE"], said.get("not_assessed"), "not assessed")
    equal(asked.unread("memory.current"), said.get("unread"), "unread")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def what_a_cgroup_without_limits_uses_is_not_missed(lab):
    with scene(lab) as asked:
        asked.files |= {"memory.max": "max\n", "memory.high": "max\n", "memory.current": "x\n",
                        "memory.stat": "anon no\n", "memory.oom.group": "x\n"}
        said = asked.ask()
    holds("unread" not in said and "not_assessed" not in said, said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def an_overcommit_policy_that_is_not_told_is_named(lab):
    path = "/proc/sys/vm/overcommit_memory"
    with scene(lab) as asked:
        for text, mode, error in (("", 0o644, NO_ERROR), ("7\n", 0o644, NO_ERROR), ("0\n", 0, ACCESS)):
            asked.show(path, text, mode)
            said = asked.ask()
            equal((["COMMIT_REFUSED", "COMMIT_NEAR"], [f"{path} {error}"]),
                  (said.get("not_assessed"), said.get("unread")), (text, mode))


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def page_tables_that_its_status_lacks_are_named(lab):
    with scene(lab) as asked:
        asked.hide_line("status", "VmPTE")
        said = asked.ask()
    equal([f"{asked.of_process('status')} {NO_ERROR}"], said.get("unread"), "unread")
    holds("FORK_STALL" in said["not_assessed"] and "OOM_POSSIBLE" in said["not_assessed"], said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def private_memory_that_its_status_lacks_is_named_beside_areas_that_may_not_be_read(lab):
    with scene(lab, of=None) as asked:
        for key in "RssAnon", "VmSwap":
            asked.hide_line("status", key)
            said = asked.ask()
            equal([f"{asked.of_process('smaps')} {ACCESS}", f"{asked.of_process('status')} {NO_ERROR}"],
                  said.get("unread"), key)
            holds("OOM_POSSIBLE" in said["not_assessed"], said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def private_memory_that_its_status_lacks_is_not_missed_where_its_areas_tell_it(lab):
    with scene(lab) as asked:
        asked.hide_line("status", "RssAnon")
        said = asked.ask()
    holds("unread" not in said and "not_assessed" not in said, said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_file_of_its_cgroup_that_may_not_be_read_is_named_with_its_errno(lab):
    named = {
        2: {"memory.max": "OOM_POSSIBLE", "memory.stat": "OOM_POSSIBLE", "memory.current": "OOM_POSSIBLE",
            "memory.high": "THROTTLE_POSSIBLE", "pids.max": "PROCESS_LIMIT", "pids.current": "PROCESS_LIMIT"},
        1: {"memory.limit_in_bytes": "OOM_POSSIBLE", "memory.stat": "OOM_POSSIBLE",
            "memory.usage_in_bytes": "OOM_POSSIBLE", "pids.max": "PROCESS_LIMIT", "pids.current": "PROCESS_LIMIT"}}
    for version, files in named.items():
        with scene(lab, version) as asked:
            for file, reason in files.items():
                said = asked.ask(blocked=(file,))
                equal(asked.unread(file, ACCESS), said.get("unread"), file)
                holds(reason in said["not_assessed"], (file, said))


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def whether_a_kill_takes_the_whole_cgroup_is_named_where_it_is_not_told(lab):
    with scene(lab) as asked:
        said = asked.ask(blocked=("memory.oom.group",))
        equal(asked.unread("memory.oom.group", ACCESS), said.get("unread"), "not to be read")
        asked.files["memory.oom.group"] = "x\n"
        equal(asked.unread("memory.oom.group"), asked.ask().get("unread"), "no number")
        holds("not_assessed" not in said, said)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def areas_that_nobody_asked_for_are_named_to_whom_they_are_closed(lab):
    with scene(lab, of=None) as asked:
        said = asked.ask("fork", "quick")
        equal([f"{asked.of_process('smaps')} {ACCESS}"], said.get("unread"), "of root's, to nobody")
        holds("unread" not in ask(lab, asked.pid, "fork", "quick"), "to root")
        holds("unread" not in asked.ask("vfork", "quick"), "of vfork, which copies nothing")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_process_whose_status_may_not_be_read_is_not_said_to_be_gone(lab):
    with scene(lab) as asked:
        asked.show(asked.of_process("status"), "", 0)
        equal([ACCESS], asked.ask()["error"], "error")


OF_MACHINE = (
    "/proc/meminfo", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/osrelease", "/proc/loadavg", "/proc/swaps",
    "/proc/sys/vm/admin_reserve_kbytes", "/proc/sys/vm/user_reserve_kbytes", "/proc/sys/vm/swappiness",
    "/sys/devices/system/cpu/present")
OF_PROCESS = "cgroup", "limits", "maps", "smaps", "uid_map"


def one_by_one(asked, policy, *call):
    """What is said where each file is closed in turn, and nothing else: (file, not assessed, unread)."""
    def look(path=None, file=None):
        asked.shown, asked.closed = {}, set()
        asked.show("/proc/sys/vm/overcommit_memory", policy)
        if path:
            asked.close(path)
        said = asked.ask(*call, blocked=(file,))
        return set(said.get("not_assessed", ())), set(said.get("unread", ()))

    yield (None, *look())
    for path in (*OF_MACHINE, *map(asked.of_process, OF_PROCESS)):
        yield (path, *look(path))
    for file in asked.files:
        yield (str(asked.group / file), *look(file=file))


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES, long=True)
def what_is_not_assessed_is_never_without_the_file_that_is_missing(lab):
    for version in 1, 2:
        with scene(lab, version) as asked:
            for policy, call in [(policy, call) for policy in ("0\n", "1\n", "2\n")
                                 for call in (("fork",), ("fork", "quick"), ("vfork",))]:
                (_, usual, always), *others = one_by_one(asked, policy, *call)
                for path, missing, unread in others:
                    what = (version, policy, call, path, missing, unread)
                    holds(not missing or unread, what)
                    holds(missing <= usual or f"{path} {ACCESS}" in unread, what)
                    equal(set(), unread - always - {f"{path} {ACCESS}"}, what)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def of_a_long_path_of_groups_that_are_closed_each_controller_is_told_of(lab):
    with scene(lab) as asked:
        asked.name = "/".join(["kubepods-burstable-pod" * 3] * 3)
        said = asked.ask(blocked=tuple(V2))
    equal(["PROCESS_LIMIT", "OOM_POSSIBLE", "THROTTLE_POSSIBLE"], said["not_assessed"], "not assessed")
    for file in "memory.max", "memory.high", "pids.max":
        (line,) = [line for line in said["unread"] if line.endswith(f"/{file} {ACCESS}")]
        holds(str(asked.group / file).endswith(line.removesuffix(f" {ACCESS}").removeprefix("...")), line)
