# SPDX-License-Identifier: Apache-2.0
"""Every door, as its caller sees it and as the log tells it."""
import os

from behaviours import behaviour, equal, holds
from events import spawns
from host import outcomes



@behaviour
def every_door_gives_its_caller_the_same_and_the_log_one_line(lab):
    result = lab.alike("doors")

    events = lab.agree()
    equal(3, result.status, "exit status")
    equal(15, len(spawns(events)), "spawns")


@behaviour
def a_command_is_told_by_its_base_name_where_the_door_knows_it(lab):
    lab.run("doors")

    for event in spawns(lab.events()):
        if event["call"].startswith("posix_spawn"):
            holds(event["command"] in ("true", "program", "no-such-program", "null"), event)
            equal(2, event["argument_count"], "argument count")
        else:
            holds("command" not in event and "argument_count" not in event, event)


@behaviour
def a_refused_process_is_logged_with_its_errno_and_as_a_risk(lab):
    lab.alike("refused")

    events = lab.agree()
    equal({"EAGAIN"}, {event["error"] for event in spawns(events)}, "errors")
    for event in spawns(events):
        equal("critical", event["risk"]["level"], "level")
        equal("REFUSED", event["risk"]["reasons"][0]["code"], "first reason")
        equal("EAGAIN", event["risk"]["reasons"][0]["source"], "its source")


@behaviour
def a_missing_program_is_no_refusal(lab):
    lab.run("doors")

    missing = [event for event in spawns(lab.events()) if event.get("error") == "ENOENT"]
    equal(4, len(missing), "spawns of a missing program")
    for event in missing:
        holds("REFUSED" not in str(event["risk"]["reasons"]), event)


@behaviour(not_sanitized="libasan's own posix_spawn reads the program's name itself")
def pointers_that_lead_nowhere_are_left_to_the_kernel(lab):
    lab.alike("bad_pointers", options={"SPAWNRISK_ARGUMENTS": "full"})

    lab.agree()


@behaviour
def a_spawn_before_main_and_after_it_is_seen(lab):
    lab.alike("constructor")

    equal(6, len(spawns(lab.agree())), "spawns")


@behaviour
def a_spawn_in_the_constructor_of_a_library_that_runs_before_ours_is_seen(lab):
    lab.alike("early")

    equal(3, len(spawns(lab.agree())), "spawns")


@behaviour
def a_signal_handler_may_fork_in_the_middle_of_another_spawn(lab):
    result = lab.run("signal_fork")

    equal((b"40 forks in a signal handler\n", b"", 0), tuple(result), "result")
    lab.agree()


@behaviour
def handlers_of_pthread_atfork_run_in_their_order_and_may_fork(lab):
    lab.alike("atfork")

    equal(2, len(spawns(lab.agree())), "spawns")


@behaviour(not_sanitized="libasan reserves its shadow memory, and prints where it can't")
def a_child_has_the_environment_descriptors_and_signals_that_it_has_without_us(lab):
    ours = ("LD_PRELOAD=", "SPAWNRISK_")
    bare = lab.bare("environment").stdout.decode().splitlines()

    interposed = lab.run("environment").stdout.decode().splitlines()

    equal(4, sum(line.startswith("child of ") for line in bare), "children")
    equal(bare, [line for line in interposed if not line.startswith(ours)], "what children print")
    given = lab.environment(True)
    equal({f"{name}={given[name]}" for name in ("LD_PRELOAD", "SPAWNRISK_LOG")},
          {line for line in interposed if line.startswith(ours)}, "our variables in children")
    lab.agree()


@behaviour
def a_library_that_is_opened_later_reads_no_environment_and_logs_nothing(lab):
    given = {"SPAWNRISK_LOG": str(lab.log)}

    result = lab.run("opens_library_later", lab.library, preloaded=False, options=given)

    equal((b"opened: yes\nstatus 0\n", b"", 0), tuple(result), "result")
    holds(not os.path.exists(lab.log), "a log was made")


@behaviour
def a_child_is_logged_by_the_process_that_made_it(lab):
    host = lab.start("doors")
    host.communicate()

    equal({host.pid}, {event["process"]["pid"] for event in spawns(lab.events())}, "logging processes")
    equal({"doors"}, {event["process"]["name"] for event in spawns(lab.events())}, "their names")
    equal(15, sum(outcomes(lab.events()).values()), "spawns")
