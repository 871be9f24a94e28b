# SPDX-License-Identifier: Apache-2.0
"""Calls that wait for children: in a copy they do so in parts, between which it is measured."""
from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns

WAYS = 9


def as_without_us(lab, what, measured=None):
    """Each call in a copy of its own; how many of those, which have children, were measured."""
    result = lab.alike("awaits", what)
    equal((b"", 0), (result.stderr, result.status), "result")
    events = lab.events()
    parents = {event["process"]["pid"] for event in spawns(events)}
    told = {copy["process"]["pid"] for copy in of_kind(events, "copy") if copy.get("goes_on")}
    if measured is not None:
        equal(measured, len(told & parents), "measured")
    lab.log.unlink(missing_ok=True)
    lab.witness.unlink(missing_ok=True)
    return [line for line in result.stdout.decode().splitlines() if line]


@behaviour
def a_copy_that_waits_for_a_child_is_measured_and_has_it_as_it_ends(lab):
    lines = as_without_us(lab, "has an end", measured=WAYS)
    equal(WAYS, sum("the child" in line and "waited" in line for line in lines), lines)
    equal(WAYS, sum("errno ECHILD, AT ONCE" in line for line in lines), lines)

    lines = as_without_us(lab, "has the end of one that is killed", measured=WAYS)
    equal(WAYS, sum("the child" in line for line in lines), lines)


@behaviour
def a_copy_that_waits_for_one_child_is_measured_while_others_end(lab):
    lines = as_without_us(lab, "has it after another", measured=WAYS)

    equal(WAYS, sum("the child" in line for line in lines), lines)


@behaviour(not_sanitized="libasan has handlers of faults, without SA_RESTART, beside those that have it")
def a_wait_for_a_child_in_parts_is_ended_by_a_handler_that_does_not_restart_it_and_by_no_other(lab):
    lines = as_without_us(lab, "is interrupted")
    equal(WAYS, sum("errno EINTR, waited, handled 1, by its parent" in line for line in lines), lines)

    lines = as_without_us(lab, "is interrupted by what restarts", measured=WAYS)
    equal(WAYS, sum("the child" in line and "handled 1, by its parent" in line for line in lines), lines)


@behaviour
def a_wait_for_a_child_in_parts_is_left_by_a_jump_and_ended_by_a_signal_as_in_one(lab):
    lines = as_without_us(lab, "is left by a jump")
    equal(WAYS, sum("left, blocked 0 0" in line for line in lines), lines)

    equal(WAYS, as_without_us(lab, "is ended by a signal").count("status 266"), "killed by it")


@behaviour
def a_wait_in_parts_has_a_stop_that_it_asks_for_and_that_of_a_tracee(lab):
    lines = as_without_us(lab, "has a stop")
    equal(WAYS - 4, sum("the child 137f" in line for line in lines), lines)

    lines = as_without_us(lab, "has a tracee's stop")
    equal(WAYS - 2, sum("the child 137f" in line for line in lines), lines)


@behaviour
def a_wait_for_a_child_beside_a_sigchld_that_is_handled_or_ignored_is_made_in_one(lab):
    for what, told in (("handles SIGCHLD", "the child"), ("ignores SIGCHLD", "errno ECHILD, waited")):
        lines = as_without_us(lab, what, measured=0)
        holds(sum(told in line for line in lines) == WAYS, lines)


@behaviour
def so_it_is_beside_one_that_is_held_and_beside_handlers_of_both_kinds(lab):
    lines = as_without_us(lab, "holds SIGCHLD", measured=0)
    equal(WAYS, lines.count("waits 1"), "is there still")

    lines = as_without_us(lab, "is interrupted by either")
    equal(WAYS, sum("errno EINTR, waited, handled 1, by its parent" in line for line in lines), lines)


@behaviour
def a_copy_that_has_given_itself_a_policy_and_spawned_since_waits_by_one_call(lab):
    result = lab.alike("waits_in_a_sandbox")
    if result.status == 77:
        raise Skipped("no policy can be set here")

    equal(b"status 5\n", result.stdout, "what the copy has reaped")
    lab.agree()
