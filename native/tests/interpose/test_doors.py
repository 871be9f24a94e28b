# SPDX-License-Identifier: Apache-2.0
"""Every door, as its caller sees it and as the log tells it."""
import errno
import json
import os
import re
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns
from host import outcomes
from test_library import interposed_functions


# A user without other processes.
STRANGER = 61234
MAKES_NO_CHILD = re.compile("dlv?sym|dlm?open|prctl|f?exec.*|_[eE]xit|quick_exit|t?g?kill|killpg|sigqueue|pidfd_send_signal|(__)?wait.*|pclose|_IO_proc_close|(_IO_)?fclose")


@behaviour
def every_door_gives_its_caller_the_same_and_the_log_one_line(lab):
    result = lab.alike("doors")

    events = lab.agree()
    equal(3, result.status, "exit status")
    equal(15, len(spawns(events)), "spawns")


@behaviour
def every_name_of_fork_and_vfork_is_one_event_under_the_name_that_was_called(lab):
    lab.alike("aliases")

    equal(5, len(spawns(lab.agree())), "spawns")


@behaviour
def a_child_that_the_c_library_makes_by_itself_is_seen_at_the_outer_door(lab):
    lab.alike("shells")

    events = lab.agree()
    equal(19, len(spawns(events)), "spawns")
    for event in spawns(events):
        if event["mechanism"] == "vfork":
            equal("sh", event["command"], f"command of {event['call']}")


@behaviour
def clone_and_raw_system_calls_are_seen_and_threads_are_not(lab):
    result = lab.alike("clones")

    events = lab.agree()
    holds(b"NO" not in result.stdout, result.stdout)
    equal(18, len(spawns(events)), "spawns")
    flags = [event["clone_flags"] for event in spawns(events) if event["call"] == "clone"]
    equal([0x100011, 0x100111, 0x104111, 0x11, 0x11, 0x11, 0x800], flags, "flags")


@behaviour
def a_raw_system_call_whose_child_shares_its_stack_returns_to_both(lab):
    result = lab.run("clones", "sharing too")

    holds(b"NO" not in result.stdout and result.status == 0, result)
    equal(3, result.stdout.count(b"status 12, written 45"), "children that shared memory")
    equal(21, len(spawns(lab.agree())), "spawns")


@behaviour
def what_is_looked_up_by_a_handle_of_the_c_library_is_a_door_too(lab):
    result = lab.alike("looks_up")

    holds(b"NO" not in result.stdout and result.status == 0, result)
    equal(11, len(spawns(lab.agree())), "spawns")


@behaviour
def words_are_expanded_by_a_shell_only_where_a_command_stands_in_them(lab):
    lab.alike("expands", options={"SPAWNRISK_FOLLOW": "0"})

    calls = [event["call"] for event in spawns(lab.agree())]
    equal(6, calls.count("wordexp"), "calls that ran a shell")


@behaviour
def words_with_an_error_make_no_shell_also_where_another_thread_reaps_a_child_meanwhile(lab):
    lab.alike("expands_as_another_reaps")

    equal({"fork"}, {event["call"] for event in spawns(lab.agree())}, "calls")


@behaviour(not_sanitized="ASan's marks of the frames that were left stay on the host's stack")
def a_shell_whose_thread_was_cancelled_is_seen(lab):
    result = lab.alike("cancelled")

    holds(b"NO" not in result.stdout, result.stdout)
    left = [event.get("left") for event in spawns(lab.agree())]
    equal([True] * 4, left, "calls that did not come back")


@behaviour
def a_program_that_was_linked_to_an_older_version_gets_that(lab):
    for version in ("older", "newer"):
        lab.alike("older_versions", version)

        equal(4, sum(event.get("repeats", 1) for event in spawns(lab.agree())), f"{version} spawns")
        lab.log.unlink()
        lab.witness.unlink()


def behind_us(lab, library):
    libraries = [lab.sanitizer, str(lab.library), str(lab.hosts / library)]
    return {"LD_PRELOAD": ":".join(filter(None, libraries))}


@behaviour
def a_door_behind_a_door_is_a_part_of_the_same_spawn(lab):
    bare = lab.bare("nesting")

    interposed = lab.run("nesting", options=behind_us(lab, "libnesting_library.so"))

    equal(bare, interposed, "result")
    events = lab.agree()
    equal(6, len(spawns(events)), "spawns")
    equal(6, len(of_kind(events, "exit")), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def a_handler_that_spawns_within_another_library_is_no_part_of_its_spawn(lab):
    library = lab.hosts / "libnesting_library.so"
    bare = lab.bare("handlers_between", options={"LD_PRELOAD": str(library)})

    interposed = lab.run("handlers_between", options=behind_us(lab, library.name))

    equal(bare, interposed, "result")
    equal(b"system: status 200, handlers' 70\nforkpty: status 3, handlers' 160\n", bare.stdout, "result")
    events = lab.agree()
    equal(2 * 3 + 1 + 2, len(spawns(events)), "spawns")
    equal(2 * 3 + 1 + 2, len(of_kind(events, "exit")), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour(not_sanitized="what the library calls comes by way of libasan's, which stands before ours")
def what_a_library_spawns_after_its_system_was_left_by_a_jump_is_no_part_of_that(lab):
    library = lab.hosts / "libnesting_library.so"
    bare = lab.bare("leaves_another_library", options={"LD_PRELOAD": str(library)})

    interposed = lab.run("leaves_another_library", options=behind_us(lab, library.name))

    equal(bare, interposed, "result")
    equal(b"of the library: status 7\nby a bare instruction: status 13\n", bare.stdout, "result")
    events = lab.agree([event for event in lab.events() if not event.get("left")])
    equal([7], [event.get("status") for event in of_kind(events, "exit")], "ends")
    equal(1, [event.get("status") for event in of_kind(events, "unobserved")].count(13), "unobserved children")


@behaviour
def pidfd_spawn_is_seen_where_there_is_one_and_found_nowhere_else(lab):
    lab.alike("pidfds")
    lab.witness.unlink(missing_ok=True)
    lab.log.unlink(missing_ok=True)

    result = lab.run("pidfds", options=behind_us(lab, "libpidfd_library.so"))

    told = (b"pidfd_spawn: error 0, status 0\npidfd_spawn: error 2, status 0\n"
            b"pidfd_spawnp: error 0, status 1\n")
    equal((told, b"", 0), tuple(result), "result")
    equal(3, len(spawns(lab.agree())), "spawns")


@behaviour
def every_door_is_in_the_schema_and_told_in_the_documentation(lab):
    doors = {name for name in interposed_functions(lab) if not MAKES_NO_CHILD.fullmatch(name)}
    schema = json.loads((lab.source / "docs" / "event.schema.json").read_text())
    text = (lab.source / "docs" / "event.md").read_text()

    equal(doors, set(schema["$defs"]["attempt"]["properties"]["call"]["enum"]), "in the schema")
    equal([], sorted(door for door in doors if f"`{door}`" not in text), "untold in event.md")


@behaviour
def a_command_is_told_by_its_base_name_where_the_door_knows_it(lab):
    lab.run("doors")

    for event in spawns(lab.events()):
        if event["call"].startswith("posix_spawn"):
            holds(event["command"] in ("true", "program", "no-such-program", "null"), event)
            equal(2, event["argument_count"], "argument count")
        else:
            holds("command" not in event and "argument_count" not in event, event)


# glibc's popen says ENOMEM, whatever posix_spawn returned to it (libio/iopopen.c).
ALWAYS_NO_MEMORY = "popen"
ALL_DOORS = {"fork", "vfork", "clone", "syscall", "posix_spawn", "posix_spawnp", "system", "popen",
             "forkpty", "daemon"}


def refused_as_without_us(lab, way, error, doors, made, **more):
    result = lab.alike("refused", way, **more)

    equal(0, result.status, "status")
    holds(b"CHANGED" not in result.stdout, result.stdout)
    events = spawns(lab.agree())
    equal(doors, {event["call"] for event in events if "errno" in event}, "refused")
    equal(made, {event["call"] for event in events if "errno" not in event}, "made")
    for event in events:
        if "errno" not in event:
            continue
        told = "ENOMEM" if event["call"] == ALWAYS_NO_MEMORY else error
        equal(told, event["error"], "error")
        equal("critical", event["risk"]["level"], "level")
        equal("REFUSED", event["risk"]["reasons"][0]["code"], "first reason")
        equal(told, event["risk"]["reasons"][0]["source"], "its source")


@behaviour
def a_refused_process_is_logged_with_its_errno_and_as_a_risk(lab):
    refused_as_without_us(lab, "policy", "EAGAIN", ALL_DOORS, set())


@behaviour(not_sanitized="libasan starts a thread of its own")
def so_is_one_that_a_users_limit_on_processes_refuses(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")
    lab.folder.chmod(0o777)
    refused_as_without_us(lab, "processes", "EAGAIN", ALL_DOORS, set(), user=STRANGER)


@behaviour
def so_is_one_that_the_kernel_has_no_memory_for(lab):
    if lab.run("refused", "memory", preloaded=False).status == 77:
        raise Skipped("this kernel does not guess what memory there is, or has a limit on it")
    lab.witness.unlink()

    copying = {"fork", "clone", "syscall", "forkpty", "daemon"}
    refused_as_without_us(lab, "memory", "ENOMEM", copying, ALL_DOORS - copying)


@behaviour(not_sanitized="libasan maps memory of its own")
def so_is_one_whose_stack_a_limit_on_addresses_refuses(lab):
    need_a_stack = {"posix_spawn", "posix_spawnp", "system", "popen"}
    refused_as_without_us(
        lab, "addresses", "ENOMEM", need_a_stack, ALL_DOORS - need_a_stack - {"daemon"})


@behaviour(not_sanitized="libasan starts a thread of its own")
def an_exec_that_a_users_limit_on_processes_refuses_is_refused_as_without_us(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can become another user")

    # The limit is asked before the host itself is one of that user's.
    other = subprocess.Popen(["sleep", "60"], user=STRANGER)
    try:
        result = lab.alike("refused", "exec", STRANGER)
    finally:
        other.kill()
        other.wait()

    equal((b"exec: -1, errno 11, mask kept\n", b"", 0), tuple(result), "result")


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


@behaviour(not_sanitized="libasan's own posix_spawn reads all arguments itself")
def good_and_bad_calls_give_the_same_with_and_without_us(lab):
    result = lab.alike("bad_calls")

    holds(b"CHANGED" not in result.stdout, result.stdout)
    lab.agree()


@behaviour
def an_exec_that_fails_leaves_the_same_errno_mask_and_descriptors_with_and_without_us(lab):
    result = lab.alike("bad_execs")

    errors = {int(number) for number in re.findall(rb"status (\d+)", result.stdout)}
    equal({0, errno.ENOENT, errno.E2BIG, errno.EBADF, errno.EACCES, errno.EFAULT, errno.ENOTDIR,
           errno.ENAMETOOLONG}, errors, "all errors that it is about, and no other")
    holds(b"CHANGED" not in result.stdout, result.stdout)
    lab.agree()


@behaviour(not_sanitized="libasan takes long to start, and 542 children have it")
def every_attribute_and_file_action_of_posix_spawn_has_its_effect_with_and_without_us(lab):
    ours = (b"LD_PRELOAD=", b"SPAWNRISK_")
    bare = lab.bare("spawn_attributes")
    interposed = lab.run("spawn_attributes")

    lines = interposed.stdout.splitlines()
    equal(bare.stdout.splitlines(), [line for line in lines if not line.startswith(ours)],
          "what parent and children print")
    equal(bare[1:], interposed[1:], "how it ends")
    given = lab.environment(True)
    equal({f"{name}={given[name]}".encode() for name in ("LD_PRELOAD", "SPAWNRISK_LOG")},
          {line for line in lines if line.startswith(ours)}, "our variables in children")
    holds(b"CHANGED" not in interposed.stdout, interposed.stdout)
    calls = lab.agree()
    equal(2 * 256 + 2 * 15, sum(event.get("repeats", 1) for event in spawns(calls)), "spawns")


def noted_by_another_preload(lab, preloaded, libraries):
    notes = lab.folder / "notes"
    sanitizer = [lab.sanitizer] if lab.sanitizer else []
    given = {"NOTES": str(notes), "LD_PRELOAD": ":".join(map(str, sanitizer + libraries))}
    result = lab.run("through_opened_library", lab.library, preloaded=preloaded, options=given)
    equal((b"statuses 3 0, error 0, system 4\n", b"", 0), tuple(result), "result")
    noted = notes.read_text().split() if notes.exists() else []
    return [call for call in noted if not MAKES_NO_CHILD.fullmatch(call)]


@behaviour
def a_library_that_is_opened_later_leaves_no_other_preload_out(lab):
    other = lab.hosts / "libother_preload.so"

    noted = noted_by_another_preload(lab, False, [other])

    equal(["fork", "posix_spawn", "system"], noted, "calls that the other preload saw")


@behaviour
def a_preload_behind_ours_sees_every_call(lab):
    other = lab.hosts / "libother_preload.so"

    noted = noted_by_another_preload(lab, True, [lab.library, other])

    equal(["fork", "posix_spawn", "system"], noted, "calls that the other preload saw")
    logged = [event["call"] for event in spawns(lab.events())]
    equal(["fork", "posix_spawn", "system"], logged, "calls that were logged")


def reaped_and_executed(lab, preloaded):
    notes = lab.folder / "notes"
    notes.unlink(missing_ok=True)
    libraries = [lab.library] if preloaded else []
    libraries = [lab.sanitizer, *libraries, lab.hosts / "libother_preload.so"]
    given = {"NOTES": str(notes), "LD_PRELOAD": ":".join(map(str, filter(None, libraries)))}
    result = lab.run("reaps_and_executes", preloaded=preloaded, options=given)
    return result, notes.read_text().splitlines()


@behaviour
def a_preload_behind_ours_sees_each_wait_and_exec_by_its_own_name_and_the_log_each_once(lab):
    bare = reaped_and_executed(lab, False)
    lab.witness.unlink()
    interposed = reaped_and_executed(lab, True)

    # A list of 40 arguments is beyond what can be passed on one by one.
    equal(2, interposed[1].count("execl"), "lists that were passed on as such")
    equal(1, interposed[1].count("execle"), "those with an environment")
    equal(bare[0], interposed[0], "result")
    without = [note for note in bare[1] if note not in ("execl", "execle")]
    others = [note for note in interposed[1] if note not in ("execl", "execle", "execv")]
    equal(without, others, "what the other preload saw of the rest")

    events = lab.agree()
    ends = of_kind(events, "exit")
    # Of the two with a bad pointer the kernel tells nobody how they ended.
    equal((17, 2), (len(ends), sum("unread" in end for end in ends)), "ends, and those unread")
    equal([], of_kind(events, "unobserved"), "unobserved children")
    execs = [event for event in of_kind(events, "exec") if "errno" not in event]
    equal(6, len(execs), "execs, one of which fails")
    equal(1, len(of_kind(events, "exec")) - len(execs), "failed execs")


@behaviour(not_sanitized="libasan has a vfork of its own, which calls ours")
def a_spawn_names_the_functions_that_asked_for_it(lab):
    equal(0, lab.run("names_callers").status, "exit status")

    told = spawns(lab.events())
    equal(["fork", "vfork", "system", "posix_spawn", "posix_spawn"], [event["call"] for event in told], "calls")
    for event in told:
        functions = [frame.split("+0x")[0] for frame in event["native_stack"]]
        equal(["names_callers!inner", "names_callers!middle", "names_callers!outer"], functions[:3],
              event["call"])


@behaviour
def a_thread_of_no_runtime_is_told_by_the_name_that_the_kernel_has(lab):
    lab.run("names_callers")

    equal([None] * 4 + ["worker"], [event.get("thread") for event in spawns(lab.events())], "threads")


@behaviour
def a_program_without_frame_pointers_names_the_place_of_its_call(lab):
    lab.run("/bin/dash", "-c", "true & wait")

    first, *_ = spawns(lab.events())
    holds(re.fullmatch(r"dash\+0x[0-9a-f]+", first["native_stack"][0]), first)
