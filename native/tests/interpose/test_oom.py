# SPDX-License-Identifier: Apache-2.0
"""Which child the OOM killer ended, and which one somebody else did."""
import os
import re
import shutil
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns
from groups import Group

KILLS_IN_VAIN = [
    "kill: 0, sent", "sigqueue: 0, sent", "tgkill: 0, sent", "pidfd: 0, sent", "number: 0, sent", "group: 0, sent",
    "dead: 265 265",
    "tgkill: -1, ESRCH", "pidfd: -1, EINVAL", "number: -1, ESRCH",
    "kill: -1, EPERM", "sigqueue: -1, EPERM", "number: -1, EPERM", "group: -1, EPERM",
    "spared: 265",
    "no group: -1, ESRCH", "group: 0, sent", "number: 0, sent",
    "in another group: 265", "killed: 265 265 265"]


def ends_of(events, program="out_of_memory"):
    """The ends in the order of their spawns: five that wait, the greedy one, another, the killer."""
    ends = {event["spawn"]: event for event in of_kind(events, "exit")}
    return [ends[event["id"]] for event in spawns(events) if event["process"]["name"] == program[:15]]


def in_a_namespace():
    """There the pids that the kernel's log names are not the host's own."""
    command = ("unshare", "--pid", "--fork", "--mount-proc")
    if shutil.which(command[0]) is None or subprocess.run([*command, "true"]).returncode != 0:
        raise Skipped("no pid namespace can be made here")
    return command


def needs_the_log():
    if subprocess.run(["dmesg"], capture_output=True).returncode != 0 or os.readlink(
            "/proc/self/ns/pid") != "pid:[4026531836]":
        raise Skipped("the kernel's log can't be read, or names other pids")


def killed(event, level, source):
    equal("yes" if level == "critical" else "possible", event.get("oom_killed"), "evidence")
    (reason,) = event["risk"]["reasons"]
    equal(("OOM_KILLED", level, source), (reason["code"], reason["level"], reason["source"]),
          "its reason")


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_child_that_the_kernels_log_names_is_a_victim_and_no_other_is(lab):
    needs_the_log()
    with Group("spawnrisk-named") as group:
        lab.run("out_of_memory", 96, options={"MOVE_TO": str(group.path / "cgroup.procs")})

    ours, others, queued, by_descriptor, by_thread, greedy, terminated, killer = ends_of(lab.agree())
    killed(greedy, "critical", "kernel log, Killed process")
    for event in (ours, queued, by_descriptor, by_thread, terminated, killer, others):
        holds(event.get("oom_killed") != "yes", event)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def where_the_kernels_log_names_the_victim_no_child_that_is_reaped_before_it_is_one(lab):
    needs_the_log()
    with Group("spawnrisk-beside") as group:
        result = lab.run("reaps_another_first", 96, preexec_fn=group.enter)

    equal(b"265 265\n", result.stdout, "statuses")
    bystander, greedy, killer = ends_of(lab.agree(), "reaps_another_first")
    killed(bystander, "notice", "/proc/vmstat oom_kill")
    killed(greedy, "critical", "kernel log, Killed process")
    holds("oom_killed" not in killer, killer)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_child_that_the_oom_killer_ended_is_told_with_the_evidence(lab):
    with Group("spawnrisk-test") as group:
        result = lab.run("out_of_memory", 96, preexec_fn=group.enter, before=in_a_namespace())

    equal(b"greedy: 265\nours: 265 265 265 265\nkiller: 0\nothers: 265 271\n", result.stdout, "statuses")
    ours, others, queued, by_descriptor, by_thread, greedy, terminated, killer = ends_of(lab.agree())
    killed(greedy, "critical", "oom_kill of its own cgroup")
    for event in (ours, queued, by_descriptor, by_thread, terminated, killer):
        holds("oom_killed" not in event, event)
    # Killed by a third process: the one OOM kill of its group was another child's.
    equal("possible", others.get("oom_killed"), "one that somebody else killed meanwhile")


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_child_that_was_moved_to_another_cgroup_is_only_a_possible_victim(lab):
    with Group("spawnrisk-moved") as group:
        lab.run("out_of_memory", 96, options={"MOVE_TO": str(group.path / "cgroup.procs")},
                before=in_a_namespace())

    killed(ends_of(lab.agree())[5], "notice", "/proc/vmstat oom_kill")


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def each_oom_kill_is_the_end_of_one_child_whenever_that_was_made_and_wherever(lab):
    with Group("spawnrisk-here") as here, Group("spawnrisk-there") as there:
        result = lab.run("oom_in_turn", 96, preexec_fn=here.enter, before=in_a_namespace(),
                         options={"MOVE_TO": str(there.path / "cgroup.procs")})

    equal(b"265 265 0 0 265 265 265\n", result.stdout, "statuses")
    first, second, bystander, latecomer, *killers, third = ends_of(lab.agree(), "oom_in_turn")
    for greedy in (first, second, third):
        killed(greedy, "critical", "oom_kill of its own cgroup")
    killed(bystander, "notice", "/proc/vmstat oom_kill")
    for event in (latecomer, *killers):
        holds(event.get("oom_killed") != "yes", event)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_policy_that_kills_who_reads_the_kernels_log_kills_nobody(lab):
    with Group("spawnrisk-policy") as group:
        result = lab.run("out_of_memory", 96, options={
            "MOVE_TO": str(group.path / "cgroup.procs"), "FORBID_LOG": "1"})

    equal((b"greedy: 265\nours: 265 265 265 265\nkiller: 0\nothers: 265 271\n", b"", 0), tuple(result), "result")
    killed(ends_of(lab.agree())[5], "notice", "/proc/vmstat oom_kill")


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def who_was_killed_by_the_number_of_a_call_was_killed_by_this_process(lab):
    with Group("spawnrisk-number") as group:
        result = lab.run("kills_by_number", 96, preexec_fn=group.enter, before=in_a_namespace())

    equal([b"265"] * 9, re.findall(rb"killed: 0, errno 1234\nstatus (\d+)\n", result.stdout), "kills")
    *ours, greedy, _ = ends_of(lab.agree(), "kills_by_number")
    killed(greedy, "critical", "oom_kill of its own cgroup")
    for event in ours:
        holds("oom_killed" not in event, event)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_kill_that_was_asked_for_in_vain_hides_no_oom_kill(lab):
    with Group("spawnrisk-vain") as group:
        result = lab.run("kills_in_vain", 96, preexec_fn=group.enter, before=in_a_namespace())

    equal(KILLS_IN_VAIN, result.stdout.decode().splitlines(), "kills")
    dead, neighbour, spared, in_another_group, *ours = ends_of(lab.agree(), "kills_in_vain")
    for greedy in (dead, spared, in_another_group):
        killed(greedy, "critical", "oom_kill of its own cgroup")
    for event in (neighbour, *ours):
        holds("oom_killed" not in event, event)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_child_that_the_kernels_log_names_is_a_victim_though_it_was_sent_sigkill_too(lab):
    needs_the_log()
    with Group("spawnrisk-dying") as group:
        result = lab.run("kills_the_dying", 96, preexec_fn=group.enter)

    if result.status == 77:
        raise Skipped("nobody may be traced here")
    equal(b"kill: 0, status 265\n", result.stdout, "result")
    (greedy,) = ends_of(lab.agree(), "kills_the_dying")
    killed(greedy, "critical", "kernel log, Killed process")


@behaviour
def a_signal_by_the_number_of_a_call_gives_the_same_result_and_errno(lab):
    lab.alike("kills_by_number")

    equal(11, len(spawns(lab.agree())), "spawns")


@behaviour
def a_killed_child_without_an_oom_kill_is_no_victim(lab):
    lab.run("out_of_memory", 1)

    for event in ends_of(lab.agree()):
        holds(event.get("oom_killed") != "yes", event)
