# SPDX-License-Identifier: Apache-2.0
"""What the log tells of a child's end, and that its parent sees no difference."""
import collections
import shutil
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import losses, of_kind, spawns

TOUCHED_BYTES = 67108864
TREE = "for i in 1 2 3 4 5 6 7 8 9 10; do (/bin/true; /bin/true | /bin/cat & wait) & done; wait"


def started(events):
    return {event["id"]: event.get("child_pid") for event in spawns(events)}


def joined(events, kind="exit"):
    """Each end's child is the one of the spawn that it names, which has no other end."""
    ids = started(events)
    for event in of_kind(events, kind):
        equal(ids.pop(event["spawn"]), event.get("child_pid"), f"child of {event}")


def read_ends(events):
    return [event for event in of_kind(events, "exit") if "unread" not in event]


@behaviour
def every_function_that_reaps_gives_its_caller_the_same_and_the_log_one_end(lab):
    lab.alike("ends")

    events = lab.agree()
    joined(events)
    ends = collections.Counter(
        (event.get("status"), event.get("signal")) for event in of_kind(events, "exit"))
    # Of those with a bad pointer the kernel tells nobody how they ended.
    equal({(42, None): 4, (None, 9): 3, (7, None): 3, (None, 15): 1, (None, None): 5}, dict(ends), "ends")
    equal(5, sum(event.get("unread", False) for event in of_kind(events, "exit")), "unread ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def an_end_tells_what_its_child_used(lab):
    lab.run("ends")

    for event in read_ends(lab.events()):
        touched = event.get("status") == 7
        equal(touched, event["peak_rss"] >= TOUCHED_BYTES, f"memory of {event}")
        equal(touched, event["minor_faults"] >= TOUCHED_BYTES // 4096, f"faults of {event}")
        holds(0 < event["lived_ns"] < 60e9, event)
        holds(event["user_ns"] + event["system_ns"] <= event["lived_ns"] + 20e6, event)


@behaviour
def who_reaps_by_the_number_of_a_call_gets_the_same_and_the_log_one_end(lab):
    lab.alike("reaps_by_number")

    events = lab.agree()
    joined(events)
    ends = collections.Counter(
        (event.get("status"), event.get("signal")) for event in of_kind(events, "exit"))
    equal({(3, None): 2, (5, None): 2, (6, None): 1, (None, 15): 1, (None, None): 2}, dict(ends), "ends")
    holds(all(event["minor_faults"] > 0 for event in read_ends(events)), events)


@behaviour
def a_peak_that_was_the_parents_is_told_beside_that_of_the_child(lab):
    lab.alike("once_large")

    (end,) = of_kind(lab.agree(), "exit")
    holds(end["parent_peak_rss"] > 250 << 20, end)
    # By posix_spawn the child has its parent's memory up to its exec, so this is all one can know.
    holds(end["peak_rss"] <= end["parent_peak_rss"] * 17 // 16, end)


@behaviour
def a_child_reaped_before_its_call_has_returned_is_told_once(lab):
    unobserved = lab.folder / "unobserved"
    lab.alike("reaped_early", options={"UNOBSERVED": str(unobserved)})

    events = lab.agree()
    joined(events)
    ends = [event["child_pid"] for event in of_kind(events, "exit")]
    equal(sorted(started(events).values()), sorted(ends), "children that have ended")


def ends_beside_a_handler(lab, *way):
    result = lab.alike("waits_beside_a_handler", *way)

    equal(2, result.stdout.count(b": 20 ends, 0 refused, the handler took 0\n"), result.stdout)
    events = lab.agree()
    joined(events)
    equal([], of_kind(events, "unobserved"), "unobserved children")
    ends = of_kind(events, "exit")
    equal(len(spawns(events)), len(ends), "ends")
    return ends


@behaviour
def who_waits_in_waitid_has_the_child_before_a_handler_that_reaps_with_what_it_used(lab):
    for end in ends_beside_a_handler(lab):
        holds(end["peak_rss"] > 0 and end["minor_faults"] > 0, end)


@behaviour
def so_has_who_waits_beside_threads_and_is_cancelled_in_waitid_as_without_us(lab):
    ends = ends_beside_a_handler(lab, "threads")

    # From glibc 2.41 on only the C library's own waitid is cancelled as it is, and tells none.
    equal(lab.glibc() < (2, 41), all("peak_rss" in end for end in ends), "ends with usage")


@behaviour
def who_waits_in_waitid_beside_threads_is_cancelled_interrupted_and_jumps_out_as_without_us(lab):
    result = lab.alike("cancels_waits")

    equal(0, result.status, result)
    ends = of_kind(lab.agree(), "exit")
    joined(lab.events())
    equal(len(spawns(lab.events())), len(ends), "ends")
    for end in ends:
        equal(end.get("status") == 7, end["peak_rss"] >= TOUCHED_BYTES, f"memory of {end}")
        holds(end["minor_faults"] > 0 or end["child_pid"] in vforked(lab), end)


def vforked(lab):
    return [event["child_pid"] for event in spawns(lab.events()) if event["call"] == "vfork"]


@behaviour
def who_sleeps_in_waitid_beside_threads_gets_the_same_and_the_log_what_was_used(lab):
    lab.alike("waits_beside_threads")

    events = lab.agree()
    joined(events)
    ends = of_kind(events, "exit")
    # The kernel took one end, and of the one with a bad place it does not tell how it ended.
    equal((len(spawns(events)) - 1, 1), (len(ends), len(ends) - len(read_ends(events))), "ends")
    for end in read_ends(events):
        equal(end.get("status") == 7, end["peak_rss"] >= TOUCHED_BYTES, f"memory of {end}")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def a_child_that_no_door_saw_is_told_as_unobserved_when_it_is_reaped(lab):
    unobserved = lab.folder / "unobserved"
    lab.run("reaped_early", options={"UNOBSERVED": str(unobserved)})

    strangers = of_kind(lab.events(), "unobserved")
    told = [(event["child_pid"], event["status"]) for event in strangers]
    equal([(int(unobserved.read_text()), 13)], told, "unobserved children")


def events_of_a_tracer(lab, way):
    """What it logs, but for the one child that no door saw, which is told."""
    unobserved = lab.folder / "unobserved"
    result = lab.alike("traces", way, options={"UNOBSERVED": str(unobserved)})
    if result.status == 77:
        raise Skipped("nobody may be traced here")
    equal(b"2 have ended, with 6\na stranger: status 13\n", result.stdout, "result")
    events = lab.events()
    strangers = [(event["child_pid"], event["status"]) for event in of_kind(events, "unobserved")]
    equal([(int(unobserved.read_text().split()[-1]), 13)], strangers, "unobserved children")
    return events


@behaviour
def of_what_a_tracer_reaps_a_child_that_no_door_saw_is_told_and_what_it_traces_is_not(lab):
    for way in ("wait4", "waitid"):
        lab.agree(events_of_a_tracer(lab, way))
        lab.witness.unlink()
        lab.log.unlink()


@behaviour
def what_a_tracer_reaps_that_may_be_a_child_of_its_own_is_told_as_lost(lab):
    # A tracee's first stop is by SIGSTOP, as is one of job control, which this tracer asks for.
    lost = [(event["lost"], event["why"]) for event in losses(events_of_a_tracer(lab, "untraced"))]

    equal([(1, "EBUSY")], lost, "losses")


@behaviour(not_sanitized="strace tells of libasan's own processes")
def strace_tells_of_no_process_that_it_traces_as_a_child_of_its_own(lab):
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    command = ["strace", "-f", "-qq", "-o", str(lab.folder / "trace"), "/bin/sh", "-c", TREE]
    result = subprocess.run(command, env=lab.environment(True), capture_output=True, check=False, timeout=60)

    if b"PTRACE" in result.stderr:
        raise Skipped("nobody may be traced here")
    equal((0, b""), (result.returncode, result.stderr), "result")
    equal([], of_kind(lab.events(), "unobserved"), "unobserved children")


@behaviour(not_sanitized="a handler's waitpid comes by way of libasan's, which stands before ours")
def a_child_whose_pid_a_handler_has_forgotten_is_told_with_its_end(lab):
    libraries = [lab.sanitizer, str(lab.library), str(lab.hosts / "libother_preload.so")]
    given = {"LINGERS": "1", "LD_PRELOAD": ":".join(filter(None, libraries))}
    result = lab.run("forgets_its_child", options=given)

    equal((b"done\n", b"", 0), tuple(result), "result")
    events = lab.agree()
    equal(20, len(of_kind(events, "exit")), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def a_shell_that_the_c_library_reaps_has_its_end_by_what_the_call_returned(lab):
    lab.run("shells")

    events = lab.agree()
    joined(events)
    calls = {event["id"]: event["call"] for event in spawns(events)}
    ends = collections.Counter((calls[event["spawn"]], event.get("status", event.get("signal")))
                               for event in of_kind(events, "exit"))
    # One system ran while SIGCHLD was ignored, and nobody knows how the shells of wordexp ended.
    equal({("system", 3): 1, ("system", 127): 1, ("system", 9): 1, ("system", 0): 1,
           ("__libc_system", 5): 1, ("popen", 0): 1, ("popen", 6): 1, ("_IO_popen", 0): 1,
           ("_IO_proc_open", 5): 1,
           ("forkpty", 4): 1, ("fork", 0): 1}, dict(ends), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def a_child_of_popen_is_named_and_its_end_told_once_whoever_reaps_it(lab):
    result = lab.alike("pipes")

    holds(b"NO" not in result.stdout, result.stdout)
    events = lab.agree()
    joined(events)
    pipes = [event for event in spawns(events) if event["call"] == "popen"]
    for event in pipes:
        holds(event["child_start"] >= event["process"]["start"], event)
    told = collections.Counter(event["spawn"] for event in of_kind(events, "exit"))
    equal({event["id"]: 1 for event in spawns(events)}, dict(told), "ends of each spawn")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour
def a_child_is_named_by_pid_and_start_time(lab):
    lab.run("atfork")

    for event in spawns(lab.events()):
        process = event["process"]
        equal([process["pid"], process["start"]], list(map(int, event["id"].split(".")))[:2], "id")
        holds(event["child_start"] >= process["start"], event)


@behaviour
def a_call_that_a_handler_leaves_by_a_jump_is_told_and_keeps_no_later_end_waiting(lab):
    lab.alike("left_calls", 10)

    events = lab.agree([event for event in lab.events() if not event.get("left")])
    told = collections.Counter(event["call"] for event in spawns(lab.events()) if event.get("left"))
    # The last fork is left just before the process ends.
    equal({"fork": 11, "vfork": 10, "system": 10}, dict(told), "calls that were left")
    (stranger,) = [event for event in of_kind(events, "unobserved") if event.get("status") == 13]
    last = [event for event in events if event["event"] == "spawn"][-1]
    holds(events.index(stranger) < events.index(last), "the end that was nobody's was told late")


def leaves_told_calls(lab, way):
    """80 calls that are left once their line is written; returns what is told but losses."""
    if lab.run("leaves_told_calls", lab.log, 20, way).status == 77:
        raise Skipped("this kernel can't be asked for that")
    events = lab.events()
    told = lab.agree([event for event in events if event["event"] != "loss"])
    equal(80, len(spawns(told)), "spawns")
    ends = collections.Counter(event["child_pid"] for event in of_kind(told, "exit"))
    equal({child: 1 for child in started(told).values()}, dict(ends), "ends of each child")
    equal([], of_kind(told, "unobserved"), "unobserved children")
    equal([], [event for event in spawns(told) if event.get("left")], "calls that were left")
    return of_kind(events, "loss")


@behaviour(not_sanitized="ASan's marks of the frames that were left stay on the host's stack")
def a_call_that_is_left_once_its_line_is_written_is_told_once(lab):
    equal([], leaves_told_calls(lab, "traps"), "losses")


@behaviour(not_sanitized="ASan's marks of the frames that were left stay on the host's stack")
def a_call_that_is_left_while_its_line_is_written_is_told_once_and_may_be_lost(lab):
    lost = leaves_told_calls(lab, "signals")

    # By the process alone: a copy of it has lost nothing.
    (host,) = {event["process"]["pid"] for event in spawns(lab.events())}
    equal({(host, "EINTR")}, {(event["process"]["pid"], event["why"]) for event in lost}, "who has lost")
    equal(80, sum(event["lost"] for event in lost), "lines that may be lost")


@behaviour
def a_call_that_is_left_last_of_all_is_told_at_the_end_of_its_thread_or_process(lab):
    for end in ("exit", "_exit", "thread", "cancelled"):
        lab.alike("left_last", end)

        (event,) = spawns(lab.events())
        equal(("system", True), (event["call"], event.get("left")), f"the call that was left before {end}")
        lab.log.unlink()


@behaviour
def more_vforks_are_left_by_a_jump_than_can_be_under_way_at_once(lab):
    lab.run("left_calls", 900)

    left = collections.Counter(event["call"] for event in spawns(lab.events()) if event.get("left"))
    equal({"fork": 901, "vfork": 900, "system": 900}, dict(left), "calls that were left")


@behaviour
def a_child_of_popen_is_named_though_it_is_reaped_before_popen_returns(lab):
    lab.alike("pipes_reaped")

    events = lab.agree()
    joined(events)
    told = collections.Counter((event.get("status"), event["spawn"] in started(events))
                               for event in of_kind(events, "exit"))
    # Of the two whose last words were lost one ended with 0, which pclose hid.
    equal({(0, True): 1 + 60 + 8, (6, True): 1, (7, True): 1, (4, True): 3 * 60}, dict(told), "ends")
    strangers = [event.get("status") for event in of_kind(events, "unobserved")]
    equal([13] * 8, strangers, "ends of children that no door saw")


@behaviour
def a_handler_on_a_stack_of_its_own_leaves_no_call_and_none_is_taken_for_left(lab):
    lab.alike("handlers_stack")

    events = lab.agree()
    equal([], [event for event in spawns(events) if event.get("left")], "calls that were left")
    equal(40, len(of_kind(events, "exit")), "ends")


@behaviour(not_sanitized="ASan's marks tell the frames' places apart by themselves")
def a_copy_finds_its_stack_as_it_was_where_a_jump_has_left_a_call(lab):
    result = lab.alike("forks_over_frames")

    equal(b"0 children damaged\n", result.stdout, "result")
    equal(2 * 170, len(spawns(lab.agree())), "spawns")


@behaviour
def what_a_handler_on_a_stack_above_reaps_and_makes_has_its_ends(lab):
    lab.alike("reaps_above")

    events = lab.agree()
    equal(len(spawns(events)), len(of_kind(events, "exit")), "ends")
    equal([], of_kind(events, "unobserved"), "unobserved children")


@behaviour(not_sanitized="ASan warns of coroutines, with a pid")
def a_call_is_not_taken_for_left_by_what_its_thread_does_on_another_stack(lab):
    result = lab.alike("between_stacks")

    equal(b"a handler's stack: status 500\na coroutine's: status 500\n", result.stdout, "stdout")
    events = lab.agree()
    equal([], [event for event in spawns(events) if event.get("left")], "calls that were left")
    equal(4, len(of_kind(events, "exit")), "ends")


def first_of_two_namespaces(lab, relation):
    result = lab.bare("first_of_namespaces", relation)
    if result.status == 77:
        raise Skipped("only root may do this")
    equal(result, lab.run("first_of_namespaces", relation), "result")
    return lab.agree()


@behaviour
def no_spawn_of_one_pid_1_has_the_id_of_another_ones_of_the_same_moment(lab):
    for _ in range(5):
        first_of_two_namespaces(lab, "copies")
        lab.log.unlink()
        lab.witness.unlink()


@behaviour
def a_call_of_one_pid_1_is_not_taken_for_left_by_another_that_shares_its_memory(lab):
    events = first_of_two_namespaces(lab, "shares")

    equal([], [event for event in spawns(events) if event.get("left")], "calls that were left")


@behaviour
def a_call_that_a_copy_of_its_process_returns_from_is_told_there_only_if_it_made_a_child_there(lab):
    lab.alike("copied_calls")

    events = lab.agree()
    joined(events)
    parents = {event["child_pid"]: event["process"]["pid"] for event in spawns(events) if "child_pid" in event}
    for event in of_kind(events, "exit"):
        equal(parents.get(event.get("child_pid"), event["process"]["pid"]), event["process"]["pid"], "parent")
    equal([], of_kind(events, "unobserved"), "unobserved children")
