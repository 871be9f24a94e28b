# SPDX-License-Identifier: Apache-2.0
"""What others saw of the processes that were made, and how it compares with the log."""
import collections
import pathlib
import re

from events import spawns

SHARED = re.compile(r"^vfork\(|CLONE_VM\b")
# What clone itself fails with; every other error of posix_spawn is that of a child, which has ended.
NOT_MADE = {"EAGAIN", "ENOMEM"}
MADE = re.compile(r"^((?:clone3?|v?fork)\(.*) = (\d+)$")


def read_strace(prefix):
    """(parent, child, "copy" or "shared") of each process in the files of strace -ff."""
    seen = set()
    for path in pathlib.Path(prefix).parent.glob(pathlib.Path(prefix).name + ".*"):
        for line in path.read_text(errors="replace").splitlines():
            made = MADE.search(line)
            if made and "CLONE_THREAD" not in made[1]:
                kind = "shared" if SHARED.search(made[1]) else "copy"
                seen.add((int(path.suffix[1:]), int(made[2]), kind))
    return seen


def read_connector(path):
    """The set of (parent, child), and how many messages were lost."""
    *pairs, last = pathlib.Path(path).read_text().splitlines()
    made, lost = map(int, re.fullmatch(r"made (\d+) lost (\d+)", last).groups())
    seen = {tuple(map(int, line.split())) for line in pairs}
    if made != len(pairs):
        raise AssertionError(f"{made} made, {len(pairs)} lines")
    return seen, lost


def disagreements(seen, events):
    """By parent: children logged twice, logged but never made, made but never logged. A call that
    does not name its child (system, popen) stands for one of those that no other call names, and
    wordexp for one or more."""
    found = []
    made = collections.defaultdict(set)
    for parent, child in seen:
        made[parent].add(child)
    named, unnamed, several = collections.defaultdict(list), collections.Counter(), set()
    for event in spawns(events):
        parent = event["process"]["pid"]
        if "child_pid" in event:
            named[parent].append(event["child_pid"])
        elif leaves_its_child_unnamed(event):
            unnamed[parent] += 1
            several |= {parent} if event["call"] == "wordexp" else set()
    for parent in made.keys() | named.keys() | unnamed.keys():
        logged = collections.Counter(named[parent])
        twice = [child for child, count in logged.items() if count > 1]
        never = set(logged) - made[parent]
        missing = made[parent] - set(logged)
        enough = len(missing) >= unnamed[parent] if parent in several else \
            len(missing) == unnamed[parent]
        if twice or never or not enough:
            found.append((parent, twice, sorted(never), sorted(missing), unnamed[parent]))
    return found


def leaves_its_child_unnamed(event):
    return "errno" not in event or (
        event["call"].startswith("posix_spawn") and event["error"] not in NOT_MADE)
