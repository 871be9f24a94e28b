# SPDX-License-Identifier: Apache-2.0
"""What a child that goes on with its copy tells of it at its end."""
from behaviours import behaviour, equal, holds
from events import of_kind, spawns

PAGE = 4096
# Primes that the host knows too: what the child wrote, and what the parent wrote meanwhile.
COPIED = (2003 + 1009) * PAGE
# The stacks, the C library's data and ours.
BESIDES = 200 * PAGE


@behaviour
def a_child_that_lives_on_tells_how_much_of_its_copy_became_its_own(lab):
    lab.alike("lives_on")

    events = lab.agree()
    children = {event["id"]: event["child_pid"] for event in spawns(events)}
    copies = of_kind(events, "copy")
    equal(4, len(copies), "copies: one child was gone at once")
    for event in copies:
        holds(COPIED <= event["measured_copy"] < COPIED + BESIDES, event)
        holds(150e6 <= event["lived_ns"] < 20e9, event)
        equal(children[event["spawn"]], event["process"]["pid"], "child")


@behaviour
def a_copy_of_a_process_with_other_threads_that_goes_on_is_told_as_a_risk(lab):
    lab.run("lives_on")

    reasons = [event.get("risk", {}).get("reasons", []) for event in
               of_kind(lab.events(), "copy")]
    equal([[], [], []], reasons[:3], "of a process with one thread")
    ((reason,),) = reasons[3:]
    equal(("NO_EXEC", "notice", 100000000), (reason["code"], reason["level"], reason["have"]),
          "of one with two")
    holds(reason["need"] >= 150e6, reason)
