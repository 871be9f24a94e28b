# SPDX-License-Identifier: Apache-2.0
"""Hosts on another C library than this machine's, by its own loader."""
import test_deepbind as deepbind
import test_ends as ends
import test_sleeps as sleeps
from behaviours import behaviour, equal, holds
from events import of_kind

OTHER = "the machine's libasan does not start on another C library"


def on_debian_13s(lab, *behaviours):
    lab.take_glibc_of_debian(13)
    for each in behaviours:
        each(lab)
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)


@behaviour(not_sanitized=OTHER)
def on_debian_13s_c_library_who_waits_in_waitid_has_what_it_has_without_us(lab):
    on_debian_13s(
        lab,
        ends.who_waits_in_waitid_has_the_child_before_a_handler_that_reaps_with_what_it_used,
        ends.so_has_who_waits_beside_threads_and_is_cancelled_in_waitid_as_without_us,
        ends.who_waits_in_waitid_beside_threads_is_cancelled_interrupted_and_jumps_out_as_without_us,
        ends.who_sleeps_in_waitid_beside_threads_gets_the_same_and_the_log_what_was_used)


@behaviour(not_sanitized=OTHER)
def on_debian_13s_c_library_no_child_is_lost_to_who_is_cancelled_in_waitid_as_it_ends(lab):
    lab.take_glibc_of_debian(13)

    result = lab.alike("waits_beside_threads", "races")

    equal(b"many: 100 of 100\ncancelled as they end: 0 lost\n", result.stdout, "result")
    told = of_kind(lab.agree(), "exit")
    ends.joined(lab.events())
    equal(300, len(told), "ends")
    holds(all("peak_rss" in end for end in told), "usage of each")


@behaviour(not_sanitized=OTHER, timeout=200)
def on_debian_13s_c_library_ends_are_told_as_on_this_machines(lab):
    on_debian_13s(
        lab,
        ends.every_function_that_reaps_gives_its_caller_the_same_and_the_log_one_end,
        ends.an_end_tells_what_its_child_used,
        ends.of_what_a_tracer_reaps_a_child_that_no_door_saw_is_told_and_what_it_traces_is_not,
        ends.a_shell_that_the_c_library_reaps_has_its_end_by_what_the_call_returned,
        ends.a_child_of_popen_is_named_and_its_end_told_once_whoever_reaps_it,
        ends.a_call_that_a_copy_of_its_process_returns_from_is_told_there_only_if_it_made_a_child_there)


@behaviour(not_sanitized=OTHER)
def on_debian_13s_c_library_what_is_bound_past_us_is_seen_as_on_this_machines(lab):
    on_debian_13s(
        lab,
        deepbind.what_a_library_spawns_that_is_bound_past_us_is_seen_from_its_constructor_on,
        deepbind.so_it_is_where_that_is_bound_by_and_by)


@behaviour(not_sanitized=OTHER, timeout=200)
def on_debian_13s_c_library_sleeps_of_copies_are_made_in_parts_as_on_this_machines(lab):
    on_debian_13s(
        lab,
        sleeps.a_sleep_in_parts_is_ended_by_a_handler_and_tells_what_was_left,
        sleeps.a_sleep_in_parts_that_a_handler_leaves_by_a_jump_leaves_nothing_behind,
        sleeps.a_thread_of_a_copy_is_cancelled_in_a_sleep_in_parts_as_in_one)
