# SPDX-License-Identifier: Apache-2.0
"""What a copy is charged and copies, where the areas are walked through and where they are not."""
import contextlib

from behaviours import behaviour, equal, holds
from events import spawns
from host import end_session
from test_facts import ASAN_MAPS_TERABYTES, SLACK, accountable, near

BYTES = 7919 * 4096


@contextlib.contextmanager
def forked(lab, kind, facts):
    """The event of a fork in a host with memory of one kind, and the host and its child."""
    host = lab.start("charged", kind, BYTES, options={"SPAWNRISK_FACTS": facts})
    try:
        holds(host.stdout.readline().startswith(b"ready"), "the host has its memory")
        host.stdin.write(b"\n")
        host.stdin.flush()
        child = int(host.stdout.readline().split()[1])
        yield spawns(lab.events())[0], host.pid, child
    finally:
        end_session(host)
        lab.log.unlink(missing_ok=True)


def memory(lab, kind, facts):
    with forked(lab, kind, facts) as (event, _, _):
        return event["memory"]


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def exact_facts_are_to_the_byte_what_the_kernel_charged_the_child(lab):
    for kind in ("none", "touched", "untouched", "noreserve", "shared", "made_writable",
                 "made_readonly", "dontfork", "wipeonfork"):
        with forked(lab, kind, "exact") as (event, parent, child):
            equal(True, event["memory"].get("exact"), f"{kind}: exact")
            equal(accountable(child), event["memory"]["commit_charge"], f"{kind}: charge")
            equal(accountable(parent), event["memory"]["commit_charge"], f"{kind}: the parent's")
            holds(event["memory"]["largest_area"] > 0, f"{kind}: the largest area")


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def exact_facts_leave_out_what_a_child_does_not_inherit(lab):
    none = memory(lab, "none", "exact")
    for kind, charged in ("dontfork", 0), ("wipeonfork", BYTES), ("shared", 0):
        facts = memory(lab, kind, "exact")
        near(charged, facts["commit_charge"] - none["commit_charge"], 0, f"{kind}: charge", SLACK)
        near(0, facts["private_anonymous"] - none["private_anonymous"], 0, f"{kind}: copied", SLACK)


@behaviour(not_sanitized=ASAN_MAPS_TERABYTES)
def quick_facts_say_so_by_their_silence_and_take_no_walk(lab):
    none, dontfork = memory(lab, "none", "quick"), memory(lab, "dontfork", "quick")

    holds("exact" not in none and "largest_area" not in none, "no walk")
    near(BYTES, dontfork["commit_charge"] - none["commit_charge"], 0, "what is not inherited", SLACK)


@behaviour
def facts_that_are_neither_quick_nor_exact_are_told_in_one_line_and_are_quick(lab):
    result = lab.run("atfork", options={"SPAWNRISK_FACTS": "precise"})

    equal(1, result.stderr.count(b"\n"), f"lines on standard error: {result.stderr}")
    holds(b"SPAWNRISK_FACTS='precise' is neither 'quick' nor 'exact'" in result.stderr, "the line")
    holds("exact" not in spawns(lab.events())[0]["memory"], "quick")
