# SPDX-License-Identifier: Apache-2.0
"""vfork stays vfork, whatever its child does."""
import collections

from behaviours import behaviour, equal, holds
from events import losses, of_kind, spawns
from host import outcomes

ASAN_CANNOT_NEST = "libasan keeps one return address a thread: a nested vfork crashes, bare too"
ASAN_NEEDS_STACK = "instrumented frames need more than 16 KiB, and libasan's vfork can't be nested"


@behaviour(not_sanitized=ASAN_CANNOT_NEST)
def vfork_suspends_its_parent_and_shares_its_memory(lab):
    result = lab.alike("vfork_contract")

    holds(b"NO" not in result.stdout, result.stdout)
    lab.agree()


@behaviour
def vfork_keeps_every_callee_saved_register(lab):
    lab.alike("vfork_registers")

    lab.agree()


def stress(lab, rounds, *door, **more):
    result = lab.run("vfork_stress", rounds, *door, **more)

    told = f"{rounds // 4} rounds in each of 4 threads, 0 faults, signals came: yes\n"
    equal((told.encode(), b"", 0), tuple(result), "result")
    lab.agree()


@behaviour(not_sanitized=ASAN_NEEDS_STACK)
def vfork_survives_5000_rounds_of_signals_kills_and_nesting_on_small_stacks(lab):
    stress(lab, 5000)


@behaviour(not_sanitized=ASAN_NEEDS_STACK)
def a_raw_vfork_survives_5000_rounds_of_the_same(lab):
    stress(lab, 5000, "raw")


@behaviour(long=True, not_sanitized=ASAN_NEEDS_STACK)
def a_raw_vfork_survives_100000_rounds_of_the_same(lab):
    stress(lab, 100000, "raw", seconds=700)


@behaviour(long=True, not_sanitized=ASAN_NEEDS_STACK)
def vfork_survives_100000_rounds_of_signals_kills_and_nesting_on_small_stacks(lab):
    stress(lab, 100000, seconds=700)


@behaviour(not_sanitized=ASAN_NEEDS_STACK)
def every_door_fits_the_smallest_stack(lab):
    def used(path):
        lines = (line.split(": ") for line in path.read_text().splitlines())
        return {what: tuple(map(int, numbers.split(" of "))) for what, numbers in lines}

    bare, interposed = lab.folder / "bare", lab.folder / "interposed"
    first = lab.bare("small_stack", options={"STACK_USE": str(bare)})
    second = lab.run("small_stack", options={"STACK_USE": str(interposed)})

    equal(first, second, "what the host prints")
    lab.agree()
    for call, (bytes_used, size) in used(interposed).items():
        print(f"{call}: {bytes_used} bytes of {size}, {used(bare)[call][0]} without us")
        # A signal's frame must still fit: 3.5 KiB with AVX-512 (arch/x86/kernel/fpu/signal.c).
        holds(bytes_used <= size - 3584, f"{call} used {bytes_used} bytes")
        # Our work has a stack of its own; what a door keeps of its call is on the caller's.
        holds(bytes_used - used(bare)[call][0] <= 2048, f"{call} used {bytes_used} bytes")


@behaviour(not_sanitized=ASAN_NEEDS_STACK)
def a_handler_on_an_alternate_stack_of_the_classic_size_may_spawn_by_every_door(lab):
    # SIGSTKSZ of glibc before 2.34, with the signal's frame on it.
    lab.alike("alternate_stack", 8192)

    equal(5, len(spawns(lab.agree())), "spawns")


@behaviour
def more_vforks_at_once_than_can_be_followed_are_made_and_counted_as_lost(lab):
    lab.alike("crowd", 800)

    events = lab.events()
    lost = sum(loss["lost"] for loss in losses(events))
    equal({"EBUSY"}, {loss["why"] for loss in losses(events)}, "why")
    logged = outcomes(events)
    equal(set(), set(logged) - set(lab.witnessed()), "spawns that were never made")
    equal(sum(lab.witnessed().values()), len(spawns(events)) + lost, "logged and lost")
    # One of them is the fork that comes after.
    holds(len(spawns(events)) >= 769, f"only {len(spawns(events))} were logged")


@behaviour
def as_many_vforks_at_once_as_a_busy_server_has_are_all_told(lab):
    lab.alike("crowd", 512)

    events = lab.agree()
    equal({"vfork": 512, "fork": 1}, dict(collections.Counter(event["call"] for event in spawns(events))), "calls")
    equal(513, len(of_kind(events, "exit")), "ends")


@behaviour
def a_fork_in_the_middle_of_a_vfork_leaves_its_child_as_many_vforks_as_its_parent_had(lab):
    result = lab.run("generations", 40)

    equal((b"lived\n", b"", 0), tuple(result), "result")
    equal(82, len(spawns(lab.agree())), "spawns")


@behaviour(not_sanitized="the host dies in libasan's own vfork, without us too")
def children_of_vfork_that_are_killed_in_the_middle_of_a_call_use_up_nothing(lab):
    result = lab.alike("killed_in_vfork", 900)

    equal(b"900 killed\nby a bare instruction: status 13\n", result.stdout, "result")
    events = lab.agree()
    (stranger,) = of_kind(events, "unobserved")
    last = [event for event in events if event["event"] == "spawn"][-1]
    holds(events.index(stranger) < events.index(last), "the end that was nobody's was told late")
