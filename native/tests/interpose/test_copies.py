# SPDX-License-Identifier: Apache-2.0
"""What a child that goes on with its copy tells of it at its end."""
import re
import shutil
import subprocess

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns
from groups import Group

PAGE = 4096
MIB = 1 << 20
ASAN = "ASan's shadow memory does not fit the limit"
ASAN_STACK = "ASan's runtime has an alternate stack, and a copy with one has no timer"
# Primes that the host knows too: what the child wrote, and what the parent wrote meanwhile.
COPIED = (2003 + 1009) * PAGE
# The stacks, the C library's data and ours.
BESIDES = 200 * PAGE
WRITTEN = 1009 * PAGE
THREADS_OWN = 2003 * PAGE
# 1 GiB at 100 ns for each page, a twentieth of the life.
CHEAP_FROM = 262144 * 100 * 20
TIMED = {"SPAWNRISK_COPIES": "timer"}
DOORS = ("kill", "wait", "waitid", "exec", "fork", "system", "posix_spawn")


@behaviour
def a_child_that_lives_on_tells_how_much_of_its_copy_became_its_own(lab):
    lab.alike("lives_on")

    events = lab.agree()
    children = {event["id"]: event["child_pid"] for event in spawns(events)}
    at_once = {event["spawn"] for event in of_kind(events, "exit") if event["status"] == 6}
    copies = [event for event in of_kind(events, "copy") if event["spawn"] not in at_once]
    late = [event for event in of_kind(events, "copy") if event["spawn"] in at_once]
    holds(all(event["lived_ns"] >= 100e6 for event in late), late)
    equal((6, 1), (len(copies), len(at_once)), "copies, and children that were gone at once")
    for event in copies:
        holds(COPIED <= event["measured_copy"] < COPIED + BESIDES, event)
        holds(150e6 <= event["lived_ns"] < 20e9, event)
        equal(children[event["spawn"]], event["process"]["pid"], "child")


@behaviour
def a_copy_whose_first_thread_has_ended_tells_how_much_of_it_became_its_own(lab):
    lab.alike("copy_by_thread")

    (copy,) = of_kind(lab.agree(), "copy")
    holds(THREADS_OWN <= copy["measured_copy"] < THREADS_OWN + BESIDES, copy)


@behaviour
def a_copy_tells_of_itself_when_its_last_thread_ends_by_a_return_or_a_system_call(lab):
    lab.alike("ends_a_thread")

    events = lab.agree()
    ends = {event["spawn"]: event["status"] for event in of_kind(events, "exit")}
    copies = of_kind(events, "copy")
    equal([5, 6, 7], [ends[event["spawn"]] for event in copies], "who told of itself")
    holds(all(event["lived_ns"] >= 150e6 for event in copies), copies)
    # Not when its first thread ended, but the last.
    holds(copies[2]["lived_ns"] >= 300e6, copies[2])


@behaviour
def a_copy_of_a_process_with_other_threads_that_goes_on_is_told_as_a_risk(lab):
    lab.run("lives_on")

    *alone, beside = [event.get("risk", {}).get("reasons", []) for event in of_kind(lab.events(), "copy")]
    # Of five that live on, and of one that is gone at once unless the machine is slow.
    holds(len(alone) in (5, 6), alone)
    equal([], sum(alone, []), "of a process with one thread")
    (reason,) = beside
    equal(("NO_EXEC", "notice", 100000000), (reason["code"], reason["level"], reason["have"]),
          "of one with two")
    holds(reason["need"] >= 150e6, reason)


@behaviour
def a_copy_that_goes_on_is_measured_when_it_comes_through_a_door_and_not_again_at_once(lab):
    for door in DOORS:
        if lab.run("goes_on", door, preloaded=False).status == 77:
            raise Skipped("no time namespace can be made here")
        lab.witness.unlink()
        lab.log.unlink(missing_ok=True)

        result = lab.run("goes_on", door)

        equal((f"{door}: status 5\n".encode(), b"", 0), tuple(result), "result")
        before, at_end = of_kind(lab.agree(), "copy")
        equal((True, None), (before.get("goes_on"), at_end.get("goes_on")), "which one goes on")
        for event in (before, at_end):
            holds(WRITTEN <= event["measured_copy"] < WRITTEN + BESIDES, event)
            holds(3600e9 <= event["lived_ns"] < 3660e9, event)
        told = [event.get("risk", {}).get("level") for event in (before, at_end)]
        equal(["notice", None], told, "the risk is told once")


@behaviour(not_sanitized=ASAN_STACK)
def a_copy_that_comes_through_no_door_is_measured_while_it_computes(lab):
    result = lab.alike("computes", "computes", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    copies = of_kind(lab.agree(), "copy")
    holds(copies, "measured before it was killed")
    holds(len(copies) <= 2, "at intervals that grow")
    for event in copies:
        equal(True, event.get("goes_on"), "goes on")
        holds(WRITTEN <= event["measured_copy"] < WRITTEN + BESIDES, event)


@behaviour
def a_copy_gets_no_timer_that_nobody_asked_for(lab):
    lab.alike("computes", "computes")

    equal([], of_kind(lab.agree(), "copy"), "copies")


@behaviour(not_sanitized=ASAN_STACK)
def a_copy_of_what_posix_spawn_has_started_is_measured_too(lab):
    result = lab.alike("computes", "spawned", "computes", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    holds(of_kind(lab.events(), "copy"), "measured")


@behaviour
def an_unknown_way_to_measure_copies_is_told_and_is_none(lab):
    result = lab.run("atfork", options={"SPAWNRISK_COPIES": "clock"})

    holds(b"SPAWNRISK_COPIES='clock' is neither 'doors' nor 'timer'; 'doors' is used" in result.stderr, result)


@behaviour(not_sanitized=ASAN_STACK)
def a_copy_that_sleeps_now_and_then_is_measured_and_sleeps_to_the_end(lab):
    result = lab.alike("computes", "sleeps", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    holds(of_kind(lab.agree(), "copy"), "measured")


@behaviour(not_sanitized=ASAN_STACK)
def a_copy_that_is_measured_while_it_computes_cancels_threads_as_ever(lab):
    result = lab.alike("computes", "cancels", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    holds(of_kind(lab.agree(), "copy"), "measured")


@behaviour(not_sanitized="AddressSanitizer's runtime makes system calls of its own")
def a_copy_that_forbids_itself_what_is_ours_is_measured_no_more(lab):
    result = lab.alike("computes", "forbids", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    holds(of_kind(lab.agree(), "copy"), "measured before")


@behaviour
def a_copy_on_a_small_stack_of_a_thread_is_left_to_compute(lab):
    result = lab.alike("computes", "thread", options=TIMED)

    equal((b"status 265\n", b"", 0), tuple(result), "result")
    equal([], of_kind(lab.agree(), "copy"), "copies")


@behaviour
def a_copy_of_several_threads_that_executes_late_is_told_as_one_that_went_on(lab):
    lab.alike("executes_late")

    events = lab.agree()
    late, at_once = (event["id"] for event in spawns(events))
    (copy,) = of_kind(events, "copy")
    equal((late, True), (copy["spawn"], copy.get("goes_on")), "the copy")
    (reason,) = copy["risk"]["reasons"]
    equal(("NO_EXEC", 100000000), (reason["code"], reason["have"]), "the reason")
    holds(150e6 <= reason["need"] < 10e9, reason)
    told = [event["spawn"] for event in of_kind(events, "exec") if "errno" not in event]
    equal([late, late, at_once, at_once], told, "execs, the first of each was withdrawn")


@behaviour
def a_copy_that_takes_long_to_measure_is_told_without(lab):
    lab.alike("goes_on", "dear")

    (copy,) = of_kind(lab.agree(), "copy")
    if copy["lived_ns"] >= CHEAP_FROM:
        raise Skipped("this machine is so slow that the child lived long enough to be measured")
    holds("measured_copy" not in copy and copy["lived_ns"] >= 150e6, copy)


@behaviour
def a_daemon_tells_its_exec_or_that_it_goes_on_with_a_copy_of_several_threads(lab):
    lab.alike("becomes_a_daemon")

    events = lab.agree()
    executes, goes_on = (event for event in spawns(events) if event["call"] == "daemon")
    (executed,) = of_kind(events, "exec")
    equal((executes["id"], executes["child_pid"], "true"),
          (executed["spawn"], executed["process"]["pid"], executed["command"]), "exec")
    # On a slow machine another child lives long enough to have one.
    (copy,) = (event for event in of_kind(events, "copy") if event["spawn"] == goes_on["id"])
    equal(2, copy["threads"], "threads of its parent")
    holds("measured_copy" not in copy, "its parent is gone, so each page is its own")
    equal(["NO_EXEC"], [reason["code"] for reason in copy["risk"]["reasons"]], "reasons")


def told_by(event):
    return [reason["code"] for reason in event.get("risk", {}).get("reasons", [])]


@behaviour
def a_copy_of_several_threads_that_cannot_tell_of_itself_is_told_by_who_reaps_it(lab):
    lab.alike("silent_copies")

    events = lab.agree()
    ends = {event["spawn"]: event for event in of_kind(events, "exit")}
    forks = [event for event in spawns(events) if event["call"] == "fork"]
    told = ["NO_EXEC" in told_by(ends[fork["id"]]) for fork in forks]
    equal([False, True, True, True, False, False, False, False], told, "told at the end")
    (reason,) = ends[forks[1]["id"]]["risk"]["reasons"]
    equal(("notice", 100000000, "until reaped"), (reason["level"], reason["have"], reason["source"]), "reason")
    equal(ends[forks[1]["id"]]["lived_ns"], reason["need"], "how long")
    execs = [(event["spawn"], event["command"]) for event in of_kind(events, "exec")]
    equal([(forks[5]["id"], "sh"), (forks[6]["id"], "sh")], execs, "execs")
    (copy,) = of_kind(events, "copy")
    equal((forks[7]["id"], ["NO_EXEC"]), (copy["spawn"], told_by(copy)), "who told itself")


def one_more(lab, limit, *arguments):
    """The last fork of a process that holds 32 MiB, beside five workers."""
    with Group("spawnrisk-preforks", limit * MIB) as group:
        lab.log.unlink(missing_ok=True)
        lab.witness.unlink(missing_ok=True)
        result = lab.alike("preforks", "32", "5", *arguments, preexec_fn=group.enter)
        equal(0, result.status, "status")
        last = [event for event in spawns(lab.agree()) if event["process"]["name"] == "preforks"][5]
        return last, {reason["code"]: reason for reason in last["risk"]["reasons"]}.get("OOM_POSSIBLE")


@behaviour(not_sanitized=ASAN)
def what_living_copies_may_still_copy_counts_beside_the_next_one(lab):
    last, possible = one_more(lab, 200, "0")

    living = last["living_copies"]
    equal(5, living["count"], "living copies")
    holds(5 * 31 * MIB <= living["uncopied"] <= 5 * 34 * MIB, living)
    own = last["memory"]["private_anonymous"] + last["memory"]["swap"]
    holds(living["uncopied"] + own < possible["need"] < living["uncopied"] + own + MIB, possible)
    holds(possible["need"] - living["uncopied"] < possible["have"], "alone it would fit")


@behaviour(not_sanitized=ASAN)
def what_living_copies_have_copied_is_in_the_usage_and_counts_once(lab):
    # 5 x 24 MiB are copied: 40 and the own 32 are still to come.
    last, possible = one_more(lab, 220, "24")
    living = last["living_copies"]
    holds(5 * 7 * MIB <= living["uncopied"] <= 5 * 10 * MIB, living)
    equal(None, None if possible else "no reason", "with 65 MiB left")

    last, possible = one_more(lab, 300, "24")
    equal((None, 5), (possible, last["living_copies"]["count"]), "with 140 MiB left")


@behaviour(not_sanitized=ASAN)
def a_child_that_runs_another_program_or_has_ended_copies_no_more(lab):
    for does in ("runs", "dies", "vanishes"):
        last, possible = one_more(lab, 200, does)

        equal((None, None), (possible, last.get("living_copies")), does)


@behaviour(not_sanitized=ASAN)
def a_copy_that_gave_memory_back_can_copy_no_more_than_it_has(lab):
    last, possible = one_more(lab, 200, "gives back")

    equal((None, 5), (possible, last["living_copies"]["count"]), "living")
    holds(last["living_copies"]["uncopied"] < 5 * 4 * MIB, last["living_copies"])


@behaviour(not_sanitized=ASAN)
def copies_that_proc_does_not_tell_of_count_as_a_whole(lab):
    command = ("unshare", "--pid", "--fork")
    if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skipped("no pid namespace can be made here")
    with Group("spawnrisk-elsewhere", 200 * MIB) as group:
        lab.run("preforks", "32", "5", "24", before=command, preexec_fn=group.enter)

    last = [event for event in spawns(lab.events()) if event["process"]["name"] == "preforks"][5]
    living = last["living_copies"]
    holds((5, True) == (living["count"], 5 * 32 * MIB <= living["uncopied"] < 5 * 34 * MIB), living)


def last_of_many(lab, count, way, **more):
    """The last fork of many_copies, and the reasons of its end."""
    result = lab.run("many_copies", count, way, seconds=180, **more)
    equal((0, b""), (result.status, result.stderr), "result")
    last = [event for event in spawns(lab.events())
            if event["process"]["name"] == "many_copies" and not event.get("left")][-1]
    (end,) = (event for event in of_kind(lab.events(), "exit") if event["spawn"] == last["id"])
    return last, told_by(end)


@behaviour(not_sanitized="ASan's marks of the frames that were left stay on the host's stack", timeout=200)
def copies_of_calls_that_a_jump_has_left_take_no_place_for_good(lab):
    _, reasons = last_of_many(lab, 1100, "left")

    holds("NO_EXEC" in reasons, "told of the last one at its end")


@behaviour(not_sanitized=ASAN, timeout=200)
def copies_whose_end_nobody_is_told_give_way_and_orphans_that_live_do_not(lab):
    with Group("spawnrisk-orphans", 700 * MIB) as group:
        last, reasons = last_of_many(lab, 1100, "vanish beside orphans", preexec_fn=group.enter)

    holds("NO_EXEC" in reasons, "told of the last one at its end")
    equal(5, last["living_copies"]["count"], "living copies")
    holds(last["living_copies"]["uncopied"] >= 5 * 31 * MIB, last["living_copies"])


@behaviour(not_sanitized=ASAN, timeout=200)
def a_call_looks_at_no_more_than_128_of_the_copies_that_another_process_has_not_reaped(lab):
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    trace = lab.folder / "trace"
    command = ("strace", "-f", "-qq", "-o", trace, "-e", "trace=openat")
    with Group("spawnrisk-zombies", 300 * MIB) as group:
        last, _ = last_of_many(lab, 300, "are another's", before=command, preexec_fn=group.enter)

    calls = re.findall(rf'^{last["process"]["tid"]} .*"/proc/\d+/stat"', trace.read_text(), re.MULTILINE)
    holds(128 <= len(calls) < 140, f"{len(calls)} looks")


@behaviour(not_sanitized=ASAN)
def copies_that_proc_hides_live_on(lab):
    script = 'mount -t proc -o hidepid=invisible proc /proc && exec "$@"'
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    command = ("unshare", "--mount", "sh", "-c", script, "sh", *become)
    if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skipped("nobody can be hidden from here")
    lab.folder.chmod(0o777)
    with Group("spawnrisk-hidden", 200 * MIB) as group:
        last, _ = last_of_many(lab, 5, "are hidden", before=command, preexec_fn=group.enter)

    equal(5, last["living_copies"]["count"], "living copies")
    holds(last["living_copies"]["uncopied"] >= 5 * 31 * MIB, last["living_copies"])
    told = ["NO_EXEC" in told_by(event) for event in of_kind(lab.events(), "exit")]
    equal([True] * 6, told, "told at the ends")


@behaviour(not_sanitized=ASAN, timeout=200)
def what_a_parent_writes_after_each_fork_is_not_copied_for_those_that_live_each_time(lab):
    for way, still in (("come and go", 5), ("come and go after a write", 4)):
        with Group("spawnrisk-comes", 220 * MIB) as group:
            last, _ = last_of_many(lab, 300, way, preexec_fn=group.enter)

        living = last["living_copies"]
        equal(5, living["count"], "living copies")
        holds(still * 31 * MIB <= living["uncopied"] <= still * 34 * MIB, living)
        lab.log.unlink()


@behaviour(not_sanitized=ASAN)
def copies_that_a_child_of_vfork_has_made_live_on(lab):
    with Group("spawnrisk-vforked", 200 * MIB) as group:
        last, reasons = last_of_many(lab, 0, "are made in vfork", preexec_fn=group.enter)

    holds("NO_EXEC" in reasons, "told of the last one at its end")
    equal(5, last["living_copies"]["count"], "living copies")
    holds(last["living_copies"]["uncopied"] >= 5 * 31 * MIB, last["living_copies"])
