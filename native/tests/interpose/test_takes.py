# SPDX-License-Identifier: Apache-2.0
"""Calls that wait for something to take: in a copy they do so in parts, between which it is measured."""
from behaviours import behaviour, equal, holds
from events import of_kind
from host import end_session
from test_sleeps import BESIDES, WRITTEN, lines_until, say, until

TAKERS = 11


@behaviour(not_sanitized="of the figure what files take of memory is left out, and libasan takes 100 KiB")
def a_copy_that_waits_for_what_it_takes_is_measured_whatever_it_takes_it_by(lab):
    host = lab.start("takes_for_good")
    try:
        names = dict(reversed(line.rsplit(" ", 1)) for line in lines_until(host, "asleep"))
        copies = until(lab, lambda copies: len({copy["process"]["pid"] for copy in copies}) >= TAKERS, 30)

        say(host)
        equal(["status 265"] * TAKERS, host.communicate()[0].decode().splitlines(), "ends")
    finally:
        end_session(host)
    equal(set(names.values()), {names[str(copy["process"]["pid"])] for copy in copies}, "who was measured")
    for copy in copies:
        equal(True, copy["goes_on"], "goes on")
        holds(WRITTEN <= copy["measured_copy"] < WRITTEN + BESIDES, copy)


def as_without_us(lab, what, measured=TAKERS):
    """Each call in a copy of its own; how many of those were measured."""
    result = lab.alike("takes", what)
    copies = [copy for copy in of_kind(lab.events(), "copy") if copy.get("goes_on")]
    equal((b"", 0), (result.stderr, result.status), "result")
    equal(measured, len({copy["process"]["pid"] for copy in copies}), "measured")
    lab.log.unlink(missing_ok=True)
    lab.witness.unlink(missing_ok=True)
    return [line for line in result.stdout.decode().splitlines() if line]


@behaviour
def a_call_that_waited_in_parts_takes_what_comes_and_tells_an_end(lab):
    for what, told in (("has what it waits for", "1 'x', errno EPROTO, waited"), ("ends", "waited, handled 0")):
        lines = as_without_us(lab, what)

        holds(sum(told in line for line in lines) >= TAKERS, lines)


@behaviour
def a_wait_in_parts_is_stopped_and_goes_on_as_in_one(lab):
    lines = as_without_us(lab, "is stopped and goes on")

    holds(sum("1 'x', errno EPROTO, waited" in line for line in lines) == TAKERS, lines)


@behaviour
def a_wait_in_parts_is_ended_by_a_handler_that_does_not_restart_it(lab):
    for what in ("is interrupted", "is interrupted once"):
        lines = as_without_us(lab, what)
        equal(TAKERS, sum("errno EINTR, waited, handled 1" in line for line in lines), lines)


@behaviour(not_sanitized="libasan has handlers of faults, without SA_RESTART, beside those that have it")
def a_wait_in_parts_is_ended_by_no_handler_that_restarts_it_and_no_signal_that_has_none(lab):
    for what, times in (("is interrupted by what restarts", 2), ("is not interrupted", 0)):
        lines = as_without_us(lab, what)
        equal(TAKERS, sum(f"errno EPROTO, waited, handled {times}" in line for line in lines), lines)


@behaviour
def a_wait_that_some_handlers_restart_and_others_do_not_is_made_in_one(lab):
    lines = as_without_us(lab, "is interrupted by either", measured=0)

    equal(TAKERS, sum("errno EINTR, waited, handled 2" in line for line in lines), lines)


@behaviour(not_sanitized="libasan has handlers of faults, without SA_RESTART, beside those that have it")
def a_handler_that_closes_what_is_waited_for_or_leaves_by_a_jump_is_heeded(lab):
    lines = as_without_us(lab, "closes it in a handler")
    equal(TAKERS, sum("errno EBADF, waited, handled 1" in line for line in lines), lines)

    lines = as_without_us(lab, "is left by a jump")
    equal(TAKERS, sum("left, blocked 0 0" in line for line in lines), lines)


@behaviour
def a_copy_with_threads_waits_for_what_it_takes_as_without_us(lab):
    # The thread that is beside is measured: it sleeps.
    lines = as_without_us(lab, "is closed by a thread")
    equal(TAKERS, sum("errno EPROTO, waited" in line for line in lines), lines)

    lines = as_without_us(lab, "is cancelled")
    equal(TAKERS, sum("cancelled, blocked 0" in line for line in lines), lines)


@behaviour(not_sanitized="libasan reads a bad address of accept itself")
def what_is_refused_or_there_or_nothing_to_wait_for_is_told_at_once(lab):
    result = lab.alike("takes_badly")

    holds(b"LATE" not in result.stdout and result.stdout.endswith(b"status 7\n"), result.stdout)
    holds([copy for copy in lab.agree() if copy.get("goes_on")], "measured")
