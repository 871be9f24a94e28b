# SPDX-License-Identifier: Apache-2.0
"""Programs that are built with a sanitizer, whose runtime wraps the C library as we do."""
from behaviours import behaviour, equal, holds
from events import of_kind, spawns
from host import MECHANISMS


# TSan's runtime sleeps a second at each exit of a process that has threads.
OPTIONS = {"TSAN_OPTIONS": "atexit_sleep_ms=0"}


def how_to_start(lab, name):
    """gcc 12's runtime stops where the kernel puts a mapping at an address that it does not expect."""
    refused = b"unexpected memory mapping" in lab.bare(name, 1, 0, options=OPTIONS).stderr
    return ("setarch", "-R") if refused else ()


def is_the_same_and_told_once(lab, name, each=100, **options):
    before = how_to_start(lab, name)
    bare = lab.bare(name, 4, each, options=OPTIONS, before=before)
    result = lab.run(name, 4, each, options=OPTIONS | options, before=before)

    equal((b"4 threads, 0 failures\n", b"", 0), tuple(bare), "bare")
    equal(bare, result, "observed")
    # TSan's runtime makes a fork of vfork, with us as without.
    events = lab.agree(mechanisms=MECHANISMS | ({"vfork": "fork"} if name == "sanitized_thread" else {}))
    equal(4 * each, len(spawns(events)), "spawns")
    equal(4 * each, len(of_kind(events, "exit")), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour(not_sanitized="two sanitizers exclude each other")
def a_program_that_is_built_with_thread_sanitizer_is_observed_and_hears_of_no_race_of_ours(lab):
    is_the_same_and_told_once(lab, "sanitized_thread")


@behaviour(not_sanitized="two sanitizers exclude each other")
def a_program_that_is_built_with_thread_sanitizer_ends_as_it_does_without_us(lab):
    # gcc's runtime is a library; that of clang is in the program, and is not asked to leave us out.
    options = {"TSAN_OPTIONS": f"atexit_sleep_ms=0 log_path={lab.folder / 'races'}"}
    for way in ("_exit", "_exit 3", "_Exit", "quick_exit", "vfork", "return"):
        more = {"options": options, "before": how_to_start(lab, "races_and_ends")}
        bare = lab.bare("races_and_ends", way, **more)

        equal(bare, lab.run("races_and_ends", way, **more), way)

        told = {"_exit": 66, "_exit 3": 3, "return": 66}.get(way)
        holds(told in (None, bare.status), f"{way}, bare: {bare}")


@behaviour(not_sanitized="its own runtime would not stand first")
def a_program_that_is_built_with_address_sanitizer_is_observed(lab):
    is_the_same_and_told_once(lab, "sanitized_address")


@behaviour(not_sanitized="two sanitizers exclude each other")
def threads_of_a_program_race_for_nothing_of_ours(lab):
    instrumented = str(lab.hosts / "libspawnrisk_thread.so")

    is_the_same_and_told_once(lab, "sanitized_thread", 20, LD_PRELOAD=instrumented)


@behaviour(not_sanitized="the runtime walks through the objects itself")
def a_program_whose_own_walk_through_the_objects_is_not_ready_is_observed(lab):
    result = lab.alike("own_object_walk")

    equal(b"status 3, with objects\n", result.stdout, "result")
    equal(1, len(spawns(lab.agree())), "spawns")
