# SPDX-License-Identifier: Apache-2.0
"""Which cgroup is the tightest, and what it has left, in real groups of the host."""
import datetime
import os
import shutil
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import spawns
from groups import MOUNT, Group
from host import end_session

MIB = 1 << 20
ASAN = "ASan's shadow memory is far more than the host's own"


def forked_in(lab, group, **more):
    """The spawn event of a host that holds 256 MiB, and what the group uses at that moment."""
    host = lab.start("large", preexec_fn=group.enter, **more)
    try:
        equal(b"before\n", host.stdout.readline(), "where the host is")
        usage = group.number("memory.usage_in_bytes")
        host.stdin.write(b"x")
        host.stdin.flush()
        equal(b"while the child lives\n", host.stdout.readline(), "where the host is")
        return spawns(lab.events())[0], usage
    finally:
        end_session(host)


def oom_possible(event):
    return next((reason for reason in event["risk"]["reasons"] if reason["code"] == "OOM_POSSIBLE"), None)


@behaviour(not_sanitized=ASAN)
def the_tightest_of_nested_cgroups_is_named_with_what_it_has_left(lab):
    with Group("spawnrisk-outer", 300 * MIB) as outer, Group("inner", 400 * MIB, outer) as inner:
        event, usage = forked_in(lab, inner)

    cgroup = event["cgroup"]
    equal((1, outer.name(), outer.limit), (cgroup["version"], cgroup["path"], cgroup["limit"]), "the tightest")
    # The group's counter runs ahead of what is used, by 64 pages for each processor at most.
    holds(abs(cgroup["usage"] - usage) <= 2 * MIB, f"{cgroup['usage']} told, {usage} used")
    reason = oom_possible(event)
    equal(f"cgroup {outer.name()} memory.limit_in_bytes", reason["source"], "source")
    left = outer.limit - cgroup["usage"] + cgroup["reclaimable"] + cgroup["swap_room"]
    equal(left, reason["have"], "have, by the event's own figures")
    holds(reason["need"] > 256 * MIB > reason["have"], reason)


@behaviour(not_sanitized=ASAN)
def a_cgroup_that_has_room_for_the_copy_is_named_and_not_warned_of(lab):
    with Group("spawnrisk-roomy", 700 * MIB) as group:
        event, _ = forked_in(lab, group)

    equal(group.name(), event["cgroup"]["path"], "the tightest")
    equal(None, oom_possible(event), "reason")
    holds("OOM_POSSIBLE" not in event["risk"].get("not_assessed", []), event["risk"])


def seconds(event):
    return datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()


@behaviour
def a_copy_is_seen_in_another_cgroup_at_once_and_a_spawn_that_copies_nothing_a_tenth_of_a_second_later(lab):
    with Group("spawnrisk-moved", 300 * MIB) as group:
        result = lab.run("moves_group", group.path / "cgroup.procs")

    equal(0, result.status, result.stderr)
    before, copy, *later = spawns(lab.agree())
    holds(before.get("cgroup", {}).get("path") != group.name(), before)
    equal(group.name(), copy["cgroup"]["path"], "of the copy")
    late = [event for event in later if seconds(event) - seconds(copy) >= 0.1]
    holds(late, "none is as late")
    for event in late:
        equal((group.name(), group.limit), (event["cgroup"]["path"], event["cgroup"]["limit"]), event["time"])


def leave_the_cache(file):
    """Until no page of it is left: one that is busy stays, and is charged to the group that wrote it."""
    with open(file, "rb") as descriptor:
        for _ in range(200):
            os.fsync(descriptor.fileno())
            os.posix_fadvise(descriptor.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            left = subprocess.run(["fincore", "-n", "-o", "PAGES", str(file)], capture_output=True, text=True, check=True)
            if left.stdout.split() == ["0"]:
                return
    raise AssertionError("the file does not leave the cache")


@behaviour(not_sanitized=ASAN)
def page_cache_that_can_be_taken_back_is_room(lab):
    file = lab.folder / "cached"
    file.write_bytes(b"x" * (200 * MIB))
    if "tmpfs" in subprocess.run(["stat", "-f", "-c", "%T", str(file)], capture_output=True, text=True).stdout:
        raise Skipped("the folder for temporary files is memory itself")
    with Group("spawnrisk-cached", 600 * MIB) as group:
        # Read into the group's cache by a process in it; what was written is clean after the sync.
        leave_the_cache(file)
        subprocess.run(["cat", str(file)], check=True, stdout=subprocess.DEVNULL, preexec_fn=group.enter)
        event, _ = forked_in(lab, group)

    cgroup = event["cgroup"]
    holds(cgroup["reclaimable"] > 190 * MIB, cgroup)
    holds(cgroup["limit"] - cgroup["usage"] < 256 * MIB, "without the cache there is no room")
    equal(None, oom_possible(event), "reason")


@behaviour(not_sanitized=ASAN)
def a_group_that_a_namespace_hides_is_not_taken_for_no_limit(lab):
    command = ("unshare", "--cgroup")
    if shutil.which(command[0]) is None or subprocess.run([*command, "true"]).returncode != 0:
        raise Skipped("no cgroup namespace can be made here")
    with Group("spawnrisk-hidden", 300 * MIB) as group:
        event, _ = forked_in(lab, group, before=command)

    holds("cgroup" not in event, "its mounts are not those of the namespace")
    equal(None, oom_possible(event), "reason")
    holds("OOM_POSSIBLE" in event["risk"].get("not_assessed", []), event["risk"])


def contained():
    """A command that gives another one a cgroup namespace of its own, with a mount of that."""
    script = f"umount {MOUNT} && mount -t cgroup -o memory cgroup {MOUNT} && exec \"$@\""
    command = ("unshare", "--cgroup", "--mount", "sh", "-c", script, "sh")
    if shutil.which(command[0]) is None or subprocess.run([*command, "true"]).returncode != 0:
        raise Skipped("no cgroup namespace with a mount of its own can be made here")
    return command


@behaviour(not_sanitized=ASAN)
def a_container_sees_its_own_limit_at_its_root(lab):
    command = contained()
    with Group("spawnrisk-container", 300 * MIB) as group:
        event, _ = forked_in(lab, group, before=command)

    equal(("/", group.limit), (event["cgroup"]["path"], event["cgroup"]["limit"]), "the tightest")
    equal("cgroup / memory.limit_in_bytes", oom_possible(event)["source"], "source")
    equal([], event["risk"].get("not_assessed", []), "what was not assessed")


@behaviour(not_sanitized=ASAN)
def a_tighter_limit_above_a_container_is_not_taken_for_none(lab):
    command = contained()
    with Group("spawnrisk-pod", 300 * MIB) as pod, Group("container", 700 * MIB, pod) as container:
        event, _ = forked_in(lab, container, before=command)

    equal(("/", container.limit), (event["cgroup"]["path"], event["cgroup"]["limit"]), "the one that is seen")
    holds("OOM_POSSIBLE" in event["risk"].get("not_assessed", []), event["risk"])
