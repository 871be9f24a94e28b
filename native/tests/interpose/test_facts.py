# SPDX-License-Identifier: Apache-2.0
"""The facts of a spawn, held against what the kernel tells others."""
import contextlib
import pathlib
import re

from behaviours import Skipped, behaviour, equal, holds
from events import spawns
from host import end_session

MIB = 1 << 20
SLACK = 200 << 10
ASAN_MAPS_TERABYTES = "libasan's shadow memory and instrumented malloc change what is measured"


@contextlib.contextmanager
def large_host(lab):
    host = lab.start("large")
    try:
        yield host
    finally:
        end_session(host)


def reach(host, what):
    line = host.stdout.readline()
    equal(what + b"\n", line, "where the host is")


def go_on(host):
    host.stdin.write(b"x")
    host.stdin.flush()


def accountable(pid):
    """The sum of the areas that a fork is charged for: `ac` and not `dc` (proc_pid_smaps(5))."""
    total = size = 0
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if line.startswith("Size:"):
            size = int(line.split()[1]) << 10
        elif line.startswith("VmFlags:"):
            flags = line.split()[1:]
            total += size if "ac" in flags and "dc" not in flags else 0
    return total


def kib_of(path, key):
    return int(re.search(rf"^{key}:\s+(\d+) kB", pathlib.Path(path).read_text(), re.M)[1]) << 10


def near(expected, actual, part, what, slack=0):
    holds(abs(expected - actual) <= expected * part + slack,
          f"{what}: {actual} isn't within {part:.0%} of the kernel's {expected}")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def commit_charge_and_private_anonymous_are_what_the_kernel_says(lab):
    with large_host(lab) as host:
        reach(host, b"before")
        charge = accountable(host.pid)
        anonymous = kib_of(f"/proc/{host.pid}/smaps_rollup", "Anonymous")
        go_on(host)
        reach(host, b"while the child lives")
        memory = spawns(lab.events())[0]["memory"]

    holds(charge > 512 * MIB > anonymous > 256 * MIB, f"{charge} charged, {anonymous} touched")
    near(charge, memory["commit_charge"], 0.01, "commit charge", SLACK)
    near(anonymous, memory["private_anonymous"], 0.01, "private anonymous")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def commit_charge_is_what_a_fork_adds_to_committed_as(lab):
    for attempt in range(5):
        # Others on the machine map and unmap at the same time.
        lab.log.unlink(missing_ok=True)
        with large_host(lab) as host:
            reach(host, b"before")
            before = kib_of("/proc/meminfo", "Committed_AS")
            go_on(host)
            reach(host, b"while the child lives")
            added = kib_of("/proc/meminfo", "Committed_AS") - before
            told = spawns(lab.events())[0]["memory"]["commit_charge"]
        if abs(told - added) <= 0.05 * added:
            return
        print(f"attempt {attempt}: {told} told, {added} added")
    raise AssertionError("the machine's Committed_AS never moved by what was told")


@behaviour
def pages_to_fault_again_are_told_of_copies_only(lab):
    lab.run("doors")

    for event in spawns(lab.events()):
        equal(event["call"] == "fork", "pages_to_fault_again" in event, f"in {event['call']}")


@behaviour
def a_small_host_is_told_of_no_risk(lab):
    lab.run("doors")

    for event in spawns(lab.events()):
        # A busy machine can stall any fork.
        codes = {reason["code"] for reason in event["risk"]["reasons"]}
        equal(set(), codes - {"FORK_STALL"}, "reasons")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def a_process_whose_main_thread_has_ended_still_has_its_facts(lab):
    lab.alike("main_thread_ended")

    event = spawns(lab.agree())[0]
    holds(event["memory"]["commit_charge"] > 0, "a commit charge")
    equal([], event["risk"].get("not_assessed", []), "reasons that were not assessed")


@behaviour
def a_process_in_hundreds_of_groups_still_has_its_facts(lab):
    result = lab.alike("many_groups")
    if result.status == 77:
        raise Skipped("only root may join groups")

    event = spawns(lab.agree())[0]
    holds(event["memory"]["commit_charge"] > 0, "a commit charge")
    equal("many_groups", event["process"]["name"], "name")
