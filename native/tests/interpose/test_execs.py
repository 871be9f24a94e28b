# SPDX-License-Identifier: Apache-2.0
"""What the log tells of a child's exec, and that neither child nor parent sees a difference."""
import collections
import shutil
import statistics
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns

# Primes that the host knows too.
CHILD_PAGES, PARENT_PAGES = 1009, 2003
# What libc, and the library, touch on the way to an exec; and at a door, or after it.
OF_AN_EXEC, OF_A_CALL = 64, 64
ROUNDS = 10
FUNCTIONS = 11
CALLS = ("fork", "vfork")


def executed(events):
    """Each spawn's execs, without those that failed afterwards."""
    by_spawn = collections.defaultdict(list)
    for event in of_kind(events, "exec"):
        if "errno" in event:
            before = by_spawn[event["spawn"]].pop()
            equal(before["command"], event["command"], "command of the exec that failed")
        else:
            by_spawn[event["spawn"]].append(event)
    return {spawn: execs for spawn, execs in by_spawn.items() if execs}


@behaviour
def every_function_that_executes_gives_its_caller_the_same_and_the_log_one_exec(lab):
    lab.alike("execs")

    events = lab.agree()
    execs = executed(events)
    told = collections.Counter(
        (event["call"], len(execs.get(event["id"], []))) for event in spawns(events))
    equal({("fork", 1): FUNCTIONS, ("fork", 0): FUNCTIONS, ("vfork", 1): FUNCTIONS, ("vfork", 0): FUNCTIONS}, dict(told),
          "execs of each spawn: the first half of the children find a program, the others none")


@behaviour
def an_exec_names_its_spawn_child_and_program(lab):
    lab.run("execs")

    events = lab.events()
    children = {event["id"]: (event["child_pid"], event["child_start"]) for event in spawns(events)}
    for spawn, (event,) in executed(events).items():
        process = event["process"]
        equal(children[spawn], (process["pid"], process["start"]), "child")
        equal("sh", event["command"], "program")


@behaviour
def in_a_folder_an_exec_is_in_the_file_of_the_process_that_made_the_child(lab):
    folder = lab.folder / "events"
    folder.mkdir()

    lab.run("execs", options={"SPAWNRISK_LOG": str(folder)})

    (path,) = (path for path in folder.iterdir() if spawns(lab.events(path)))
    equal(4 * FUNCTIONS, len(of_kind(lab.events(path), "exec")), "half execute, and half of the rest is told twice")
    equal([path], list(folder.iterdir()), "files")


@behaviour
def an_exec_that_failed_is_told_with_its_errno_in_a_copy_and_not_at_all_in_a_vfork(lab):
    lab.run("execs")

    events = lab.events()
    calls = {event["id"]: event["call"] for event in spawns(events)}
    failed = [event for event in of_kind(events, "exec") if "errno" in event]
    equal({("fork", "EACCES")}, {(calls[event["spawn"]], event["error"]) for event in failed},
          "failed execs")
    equal(FUNCTIONS, len(failed), "how many: folders that a search passes over are none")


@behaviour(not_sanitized="ASan touches pages of its own")
def an_exec_tells_the_window_and_the_pages_that_each_side_copied_in_it(lab):
    told = lab.folder / "told"
    lab.alike("exec_window", options={"TOLD": str(told)})

    events = lab.events()
    execs = {event["spawn"]: event for event in of_kind(events, "exec")}
    lines = told.read_text().splitlines()[-len(execs):]
    apart = collections.defaultdict(list)
    equal(2 * ROUNDS, len(spawns(events)), "spawns")
    for spawn, line in zip(spawns(events), lines, strict=True):
        shortest, own, longest, childs, least, most = map(int, line.split())
        event = execs[spawn["id"]]
        # The host's clock and counts, read within the window and around it.
        holds(50e6 < shortest <= event["window_ns"] <= longest, f"{line}: {event}")
        holds(childs <= event["child_faults"] <= childs + OF_AN_EXEC, f"{line}: {event}")
        holds(most - least <= OF_A_CALL, f"{line}: {event}")
        if spawn["call"] == "fork":
            holds(least <= event["parent_faults"] <= most, f"{line}: {event}")
            holds(childs >= CHILD_PAGES and least >= PARENT_PAGES, line)
        else:
            holds(childs < CHILD_PAGES and most < PARENT_PAGES, line)
            holds(event["window_ns"] <= spawn["duration_ns"], "vfork waits for the exec")
            holds("parent_faults" not in event, f"a vfork copies no pages: {event}")
        apart[spawn["call"]].append(abs(event["window_ns"] - own))
        print(f"{spawn['call']}: window {event['window_ns']}, {shortest} {own} {longest}, child "
              f"{childs} {event['child_faults']}, parent {least} {event.get('parent_faults')} {most}")
    for call, differences in apart.items():
        print(f"{call}: from the host's own {min(differences)} to {max(differences)} ns")
        # Both are read by running code; but it may be interrupted between the two.
        holds(statistics.median(differences) <= 3e6, f"{call}: {differences} ns from the host's own")


@behaviour(not_sanitized="libasan asks for more about threads")
def no_call_of_a_spawn_has_the_kernel_ask_each_of_many_threads(lab):
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    trace = lab.folder / "trace"
    given = lab.environment(True)
    preload = given.pop("LD_PRELOAD")  # of the host alone: strace has children of its own
    command = ["strace", "-qq", "-o", str(trace), "-E", f"LD_PRELOAD={preload}", str(lab.hosts / "many_threads"), "3000"]
    result = subprocess.run(command, env=given, capture_output=True, check=False, timeout=60)

    if b"PTRACE" in result.stderr:
        raise Skipped("nobody may be traced here")
    equal((0, b""), (result.returncode, result.stderr), "result")
    events = lab.agree()
    equal({"fork", "posix_spawn"}, {event["call"] for event in spawns(events)}, "calls")
    equal(2, len([event for event in of_kind(events, "exit") if event["parent_peak_rss"] > 3000 * 4096]), "ends")
    asked = trace.read_text()
    for whole in ("RUSAGE_SELF", "/proc/self/smaps", "/task"):
        holds(whole not in asked, f"{whole} is asked for of each thread")
    equal(1, asked.count('/proc/self/stat"'), "looks at its own start time, which it keeps")


@behaviour
def the_pages_that_the_parent_copied_are_told_where_few_threads_are_to_be_asked(lab):
    lab.run("many_threads", "30")
    few = lab.events()
    lab.log.unlink()
    lab.run("many_threads", "3000")

    told = [of_kind(events, "exec")[0] for events in (few, lab.events())]
    equal([True, False], ["parent_faults" in event for event in told], "whether they are told")
    holds(all(event["child_faults"] > 0 for event in told), "the child's own are")


def each_child_tells_its_execs(lab, made):
    """Each fails to execute first; none is told for another, and what it does costs its parent no fact."""
    events = lab.agree()
    made_it = [event for event in spawns(events) if "child_pid" in event]
    children = {event["id"]: event["child_pid"] for event in made_it}
    execs = of_kind(events, "exec")
    for spawn, child in children.items():
        of_child = [event for event in execs if event["spawn"] == spawn]
        equal([("null", None), ("null", "EACCES"), ("true", None)],
              [(event["command"], event.get("error")) for event in of_child], f"execs of {child}")
        equal({child}, {event["process"]["pid"] for event in of_child}, "who ran them")
    equal((made, 3 * made), (len(children), len(execs)), "children and execs")
    equal([], [event["id"] for event in made_it if "child_start" not in event], "whose start was not read")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def the_exec_of_a_child_that_shares_the_memory_and_runs_beside_its_parent_is_told(lab):
    result = lab.alike("executes_beside")

    equal(b"status 0\n" * 4, result.stdout, "results")
    each_child_tells_its_execs(lab, 4)


@behaviour
def so_is_that_of_one_made_by_a_raw_system_call_which_finds_its_registers_and_stack_as_they_were(lab):
    result = lab.alike("executes_beside_by_number", "each")

    equal(b"status 0\n" * 4, result.stdout, "results")
    each_child_tells_its_execs(lab, 4)


@behaviour
def so_are_those_of_four_threads_that_make_such_children_at_once(lab):
    result = lab.alike("executes_beside_by_number", "threads")

    equal(b"0 failed\n" * 4, result.stdout, "results")
    each_child_tells_its_execs(lab, 400)


@behaviour
def so_are_those_of_256_such_children_that_wait_at_once(lab):
    result = lab.alike("executes_beside_by_number", "many")

    equal(b"0 failed\n", result.stdout, "results")
    each_child_tells_its_execs(lab, 256)


@behaviour(not_sanitized="instrumented frames are larger")
def such_a_child_lends_us_less_than_256_bytes_of_its_stack_before_it_goes_on(lab):
    result = lab.run("executes_beside_by_number", "deep")

    used = [int(line.split()[-1]) for line in result.stdout.decode().splitlines()]
    equal((4, 4), (result.stdout.count(b"status 98"), len(used)), result)
    holds(max(used) < 256, used)


@behaviour
def calls_that_fail_have_no_such_child_forgotten(lab):
    result = lab.alike("executes_beside_by_number", "fail")

    equal(b"40 others, status 0\n", result.stdout, "results")
    each_child_tells_its_execs(lab, 1)


@behaviour
def nor_have_others_that_were_reaped(lab):
    result = lab.alike("executes_beside_by_number", "reaped")

    equal(b"40 others, status 0\n", result.stdout, "results")
    each_child_tells_its_execs(lab, 41)


@behaviour(not_sanitized="its host reads beyond its own thread-locals")
def a_child_of_a_raw_vfork_or_of_clone_that_executes_tells_its_exec_and_changes_no_thread_local(lab):
    result = lab.run("shares_and_executes")

    holds(b"CHANGED" not in result.stdout and result.status == 0, result)
    equal(6, result.stdout.count(b"status 0, memory kept"), result.stdout)
    events = lab.agree()
    children = {event["id"]: event for event in spawns(events) if event["call"] != "fork"}
    execs = of_kind(events, "exec")
    equal(sorted(children), sorted(event["spawn"] for event in execs), "one exec for each child")
    for event in execs:
        equal("true", event["command"], "what it ran at last")
        holds(event["window_ns"] <= children[event["spawn"]]["duration_ns"], "the parent waits for the exec")
    equal([], of_kind(events, "copy"), "copies")
    equal({event["id"] for event in spawns(events)},
          {event["spawn"] for event in of_kind(events, "exit")}, "spawns that have ended")
    equal([], of_kind(events, "unobserved"), "unobserved children")


def execs_within(lab, way, call):
    """What its one child by that call executed, in order, with the errno of what failed."""
    lab.log.unlink(missing_ok=True)
    lab.witness.unlink(missing_ok=True)
    lab.alike("executes_within_fork", way, call)
    events = lab.agree()
    (made,) = (event for event in spawns(events) if event["call"] == call)
    execs = [event for event in of_kind(events, "exec") if event["spawn"] == made["id"]]
    equal({(made["child_pid"], made["child_start"])},
          {(event["process"]["pid"], event["process"]["start"]) for event in execs}, "whose execs")
    return [(event["command"], event.get("error")) for event in execs]


@behaviour
def a_child_that_executes_before_fork_has_returned_in_it_tells_its_exec(lab):
    for way in ("handler", "signal"):
        for call in ("fork", "forkpty"):
            equal([("sh", None)], execs_within(lab, way, call), f"{way} of {call}")


@behaviour
def a_child_that_fails_to_execute_before_fork_has_returned_in_it_goes_on_as_any_other(lab):
    failed = ("passwd", None), ("passwd", "EACCES")
    equal([*failed, ("sh", None)], execs_within(lab, "fails", "fork"), "execs")


@behaviour
def who_shares_the_memory_of_a_process_that_is_in_a_fork_is_not_taken_for_its_child(lab):
    equal([("sh", None)], execs_within(lab, "beside", "fork"), "execs of the fork's child")
