# SPDX-License-Identifier: Apache-2.0
"""Calls that sleep: in a copy they are made in parts, between which it is measured."""
import time

from behaviours import behaviour, equal, holds
from events import of_kind
from host import end_session

PAGE = 4096
WRITTEN = 1009 * PAGE
# The stacks, the C library's data and ours.
BESIDES = 200 * PAGE
# Nothing sees that it is told of in time: a clock that may be set.
NOT_MEASURED = {"real deadline"}


def until(lab, holds_of, seconds):
    """The copies that were told of, as soon as enough were."""
    deadline = time.monotonic() + seconds
    copies = []
    while not holds_of(copies) and time.monotonic() < deadline:
        time.sleep(0.05)
        copies = of_kind(lab.events(), "copy") if lab.log.exists() else []
    return copies


def lines_until(host, last):
    lines = []
    while not lines or lines[-1] != last:
        lines.append(host.stdout.readline().decode().strip())
        holds(lines[-1], f"all it said: {lines}")
    return lines[:-1]


def say(host):
    host.stdin.write(b"\n")
    host.stdin.flush()


@behaviour(not_sanitized="of the figure what files take of memory is left out, and libasan takes 100 KiB")
def a_copy_that_sleeps_is_measured_whatever_it_sleeps_in(lab):
    host = lab.start("falls_asleep", "each")
    try:
        names = dict(reversed(line.rsplit(" ", 1)) for line in lines_until(host, "asleep"))
        expected = {int(pid) for pid, name in names.items() if name not in NOT_MEASURED}

        copies = until(lab, lambda copies: {copy["process"]["pid"] for copy in copies} >= expected, 30)

        say(host)
        equal(["status 265"] * len(names), host.communicate()[0].decode().splitlines(), "ends")
    finally:
        end_session(host)
    told = {names[str(copy["process"]["pid"])] for copy in copies}
    equal(set(names.values()) - NOT_MEASURED, told, "who was measured")
    for copy in copies:
        equal(True, copy["goes_on"], "goes on")
        holds(WRITTEN <= copy["measured_copy"] < WRITTEN + BESIDES, copy)


@behaviour(long=True)
def a_copy_that_sleeps_is_told_of_again_when_its_parent_has_written_more_and_not_before(lab):
    host = lab.start("falls_asleep", "parent")
    try:
        lines_until(host, "written")
        first = until(lab, lambda copies: copies, 30)
        time.sleep(12)
        equal(first, of_kind(lab.events(), "copy"), "after another interval")

        say(host)
        lines_until(host, "written")
        copies = until(lab, lambda copies: len(copies) > 1, 30)

        say(host)
        host.communicate()
    finally:
        end_session(host)
    once, twice = copies
    for part, copy in enumerate(copies, start=1):
        holds(part * WRITTEN // 2 - PAGE <= copy["measured_copy"] < part * WRITTEN // 2 + BESIDES, copy)
    holds(twice["lived_ns"] - once["lived_ns"] >= 10e9, "at intervals")


def as_without_us(lab, what):
    """Each call in a copy of its own, of whom all but that with the clock that may be set was measured."""
    result = lab.alike("sleeps", what)

    told = [line for line in result.stdout.decode().splitlines() if line]
    equal((b"", 0), (result.stderr, result.status), "result")
    return told, [copy for copy in of_kind(lab.events(), "copy") if copy.get("goes_on")]


@behaviour
def a_sleep_in_parts_lasts_as_long_as_in_one(lab):
    told, copies = as_without_us(lab, "elapses")

    holds(all("as expected" in line for line in told if "errno" in line), told)
    equal(16, len(copies), "measured")


@behaviour
def a_sleep_in_parts_is_ended_by_a_handler_and_tells_what_was_left(lab):
    for what in ("is interrupted", "is interrupted by what restarts"):
        told, copies = as_without_us(lab, what)

        holds(all("handled 1" in line for line in told), told)
        holds(all("EINTR" in line or "EPROTO" in line for line in told), told)
        # Two that wait for signals are made in one part where there is a handler of another one.
        equal(18, len(copies), "measured")
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)


@behaviour
def a_call_in_parts_has_what_it_waits_for_and_empties_no_set_before(lab):
    told, copies = as_without_us(lab, "has what it waits for")
    equal(12, len(copies), "measured")
    holds(sum("as expected" in line for line in told) == 12, told)
    lab.log.unlink(missing_ok=True)
    lab.witness.unlink(missing_ok=True)

    told, copies = as_without_us(lab, "finds nothing")
    equal(16, len(copies), "measured")
    holds(sum("handled 0" in line for line in told) == 17, told)


@behaviour
def a_call_in_parts_has_the_mask_that_it_was_given_all_the_time(lab):
    for what, how in (("holds a signal", "blocked 0"), ("lets a signal in", "blocked 1")):
        told, copies = as_without_us(lab, what)

        equal(6, sum(how in line for line in told), told)
        equal(6, len(copies), "measured")
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)


@behaviour
def a_sleep_in_parts_is_stopped_and_goes_on_as_in_one(lab):
    lab.alike("sleeps", "is stopped and goes on")

    holds(of_kind(lab.events(), "copy"), "measured")


@behaviour
def a_sleep_in_parts_that_a_handler_leaves_by_a_jump_leaves_nothing_behind(lab):
    told, copies = as_without_us(lab, "is left by a jump")

    holds(all("blocked 0 0, cancelled deferred" in line for line in told if "left," in line), told)
    holds(copies, "measured")


@behaviour
def a_handler_that_comes_as_a_copy_is_measured_ends_its_sleep(lab):
    result = lab.alike("sleeps_interrupted", "interrupted")

    equal(4, result.stdout.count(b": 0 alarms lost"), result.stdout)
    holds(len(of_kind(lab.events(), "copy")) > 4 * 12, "measured")


@behaviour
def a_sleep_in_parts_ends_as_exactly_as_in_one(lab):
    # On a machine that is busy with others all are late, with and without us.
    results = (lab.run("sleeps_interrupted", "exact").stdout for _ in range(5))

    holds(any(result.count(b"less than a millisecond late") == 2 for result in results), "late each time")
    holds([copy for copy in of_kind(lab.events(), "copy") if copy.get("goes_on")], "measured")


@behaviour
def what_a_sleep_cannot_be_made_of_is_refused_as_without_us(lab):
    result = lab.alike("sleeps_badly")

    holds(b"LATE" not in result.stdout and result.stdout.endswith(b"status 7\n"), result.stdout)
    holds([copy for copy in lab.agree() if copy.get("goes_on")], "measured")


@behaviour(not_sanitized="ASan finds no frame of its own where it looks through a stack of 16 KiB")
def a_thread_of_a_copy_is_cancelled_in_a_sleep_in_parts_as_in_one(lab):
    result = lab.alike("sleeps_cancelled")

    told = [line for line in result.stdout.decode().splitlines() if "holds signals" in line]
    equal(3 * 21 + 17, len(told), result.stdout)
    holds(all("holds signals 0" in line for line in told), told)
    equal(4, len([copy for copy in lab.agree() if copy.get("goes_on")]), "measured")
