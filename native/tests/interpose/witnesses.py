# SPDX-License-Identifier: Apache-2.0
"""What others saw of the processes that were made, and how it compares with the log."""
import collections
import pathlib
import re

from events import spawns

CLONE_VM, CLONE_VFORK, CLONE_THREAD = 0x100, 0x4000, 0x10000
# What clone itself fails with; every other error of posix_spawn is that of a child, which has ended.
NOT_MADE = {"EAGAIN", "ENOMEM"}
MADE = re.compile(r"^(clone3?|v?fork)\((?:.*?\bflags=([0-9a-fx|]+))?.*\) += (\d+)$")

# What the kernel was asked for: the name of the call, and its flags where it has some.
Request = collections.namedtuple("Request", "call flags")


def read_strace(prefix):
    """(parent, child, request) of each process in the files of strace -ff -X raw."""
    seen = set()
    for path in pathlib.Path(prefix).parent.glob(pathlib.Path(prefix).name + ".*"):
        for line in path.read_text(errors="replace").splitlines():
            made = MADE.search(line)
            request = made and Request(made[1], flags_of(made[2]))
            if made and not request.flags & CLONE_THREAD:
                seen.add((int(path.suffix[1:]), int(made[3]), request))
    return seen


def flags_of(text):
    """A clone's flags as strace splits them: 0x1200000|17, the last of which is a signal."""
    flags = 0
    for part in (text or "0").split("|"):
        flags |= int(part, 0)
    return flags


def is_mechanism(event, request):
    """Whether the kernel was asked for what an event says."""
    shares = request.flags & (CLONE_VM | CLONE_VFORK)
    if event["mechanism"] == "vfork":
        return request.call == "vfork" or shares == CLONE_VM | CLONE_VFORK
    if event["mechanism"] == "fork":
        return request.call == "fork" or (request.call != "vfork" and shares == 0)
    return request.call.startswith("clone") and request.flags == event["clone_flags"]


def read_connector(path):
    """The set of (parent, child), and how many messages were lost."""
    *pairs, last = pathlib.Path(path).read_text().splitlines()
    made, lost = map(int, re.fullmatch(r"made (\d+) lost (\d+)", last).groups())
    seen = {tuple(map(int, line.split())) for line in pairs}
    if made != len(pairs):
        raise AssertionError(f"{made} made, {len(pairs)} lines")
    return seen, lost


def disagreements(seen, events, more_shells=0):
    """By parent: children logged twice, logged but never made, made but never logged. A call that
    does not name its child (system, popen) stands for one of those that no other call names; the
    wordexps of a parent for more_shells beyond that."""
    found = []
    made = collections.defaultdict(set)
    for parent, child in seen:
        made[parent].add(child)
    named, unnamed, expands = collections.defaultdict(list), collections.Counter(), set()
    for event in spawns(events):
        parent = event["process"]["pid"]
        if "child_pid" in event:
            named[parent].append(event["child_pid"])
        elif leaves_its_child_unnamed(event):
            unnamed[parent] += 1
            expands |= {parent} if event["call"] == "wordexp" else set()
    for parent in expands:
        unnamed[parent] += more_shells
    for parent in made.keys() | named.keys() | unnamed.keys():
        logged = collections.Counter(named[parent])
        twice = [child for child, count in logged.items() if count > 1]
        never = set(logged) - made[parent]
        missing = made[parent] - set(logged)
        if twice or never or len(missing) != unnamed[parent]:
            found.append((parent, twice, sorted(never), sorted(missing), unnamed[parent]))
    return found


def leaves_its_child_unnamed(event):
    return "errno" not in event or (
        event["call"].startswith("posix_spawn") and event["error"] not in NOT_MADE)
