# SPDX-License-Identifier: Apache-2.0
"""What the log tells of a child's exec, and that neither child nor parent sees a difference."""
import collections

from behaviours import behaviour, equal, holds
from events import of_kind, spawns

# Primes that the host knows too.
CHILD_PAGES, PARENT_PAGES = 1009, 2003
# What libc, and the library, touch on the way to an exec.
OTHER_PAGES = 200
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
    equal({("fork", 1): 10, ("fork", 0): 10, ("vfork", 1): 10, ("vfork", 0): 10}, dict(told),
          "execs of each spawn: the first ten children find a program, the others none")


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
    equal(40, len(of_kind(lab.events(path), "exec")), "20 execs, and 10 told before and after")
    equal([path], list(folder.iterdir()), "files")


@behaviour
def an_exec_that_failed_is_told_with_its_errno_in_a_copy_and_not_at_all_in_a_vfork(lab):
    lab.run("execs")

    events = lab.events()
    calls = {event["id"]: event["call"] for event in spawns(events)}
    failed = [event for event in of_kind(events, "exec") if "errno" in event]
    equal({("fork", "EACCES")}, {(calls[event["spawn"]], event["error"]) for event in failed},
          "failed execs")
    equal(10, len(failed), "how many: folders that a search passes over are none")


@behaviour(not_sanitized="ASan touches pages of its own")
def an_exec_tells_the_window_and_the_pages_that_each_side_copied_in_it(lab):
    lab.alike("exec_window")

    events = lab.events()
    execs = {event["spawn"]: event for event in of_kind(events, "exec")}
    by_fork, by_vfork = (execs[event["id"]] for event in spawns(events))
    holds(CHILD_PAGES <= by_fork["child_faults"] < CHILD_PAGES + OTHER_PAGES, by_fork)
    holds(PARENT_PAGES <= by_fork["parent_faults"] < PARENT_PAGES + OTHER_PAGES, by_fork)
    holds(by_vfork["child_faults"] < OTHER_PAGES, by_vfork)
    holds(by_vfork["parent_faults"] < OTHER_PAGES, by_vfork)
    for event, spawn in ((by_fork, 0), (by_vfork, 1)):
        holds(0 < event["window_ns"] < 10e9, event)
    holds(by_vfork["window_ns"] <= spawns(events)[1]["duration_ns"], "vfork waits for the exec")


@behaviour(not_sanitized="the host copies all of our data, ASan's red zones between it included")
def a_child_of_a_raw_vfork_or_clone_that_executes_writes_nothing_of_ours_and_tells_nothing(lab):
    result = lab.run("shares_and_executes", lab.library)

    holds(b"CHANGED" not in result.stdout and result.status == 0, result)
    equal(6, result.stdout.count(b"status 0, memory kept"), result.stdout)
    events = lab.agree()
    equal([], of_kind(events, "exec"), "execs: they are a part of their calls")
    equal([], of_kind(events, "copy"), "copies")
    equal({event["id"] for event in spawns(events)},
          {event["spawn"] for event in of_kind(events, "exit")}, "spawns that have ended")
    equal([], of_kind(events, "unobserved"), "unobserved children")
