# SPDX-License-Identifier: Apache-2.0
"""Descriptors that a program inherits: held against what it has, and what it costs to know."""
import collections
import re
import resource
import shutil
import time

from behaviours import Skipped, behaviour, equal, holds
from events import spawns

# System calls that nothing else makes so often.
OF_DESCRIPTORS = ("fcntl", "getdents64", "readlinkat", "getsockopt", "newfstatat")
MOST_OF_A_SPAWN, AMORTISED, CREDIT = 128, 3, 256
MOST_OPEN = 60000


def reasons(event):
    return {reason["code"]: reason for reason in event["risk"]["reasons"]}


@behaviour
def inherited_descriptors_are_those_that_the_program_has(lab):
    result = lab.alike("leaks", close_fds=True)

    got = [int(line.split()[1]) for line in result.stdout.decode().splitlines()]
    equal([0, 2, 5, 4, 5], got, "what the programs found")
    none, files, all_kinds, without, forked, shell = [
        event for event in spawns(lab.agree()) if event["process"]["name"] == "leaks"]
    holds("FD_LEAK" not in reasons(none) and "inherited_example" not in none, none)
    equal(0, none["inherited_descriptors"], "before any was opened")
    equal((2, "file 3 (passwd)"), (files["inherited_descriptors"], files["inherited_example"]),
          "files, of which the name alone is told")
    for event in (all_kinds, without, forked, shell):
        equal((5, "listening socket 5"),
              (event["inherited_descriptors"], event["inherited_example"]), "with all kinds")
        holds("inherited_descriptors_partial" not in event, event)
    leaks = [reasons(event).get("FD_LEAK") for event in (files, all_kinds, without, forked, shell)]
    equal([2, 5, None, None, 5], [leak and leak["need"] for leak in leaks], "where it is certain")
    equal({"listening socket 5"}, {leak["source"] for leak in leaks[1:] if leak}, "sources")


@behaviour
def descriptors_that_are_marked_between_two_spawns_are_no_leak_of_the_second(lab):
    lab.alike("marks_all", close_fds=True)

    before, after = [event for event in spawns(lab.agree())
                     if event["process"]["name"] == "marks_all"]
    equal((5, 5), (before["inherited_descriptors"], reasons(before)["FD_LEAK"]["need"]), "before")
    equal(0, after["inherited_descriptors"], "after")
    holds("FD_LEAK" not in reasons(after) and "inherited_example" not in after, after)


@behaviour
def a_thread_passes_on_its_own_descriptors_though_the_first_thread_has_ended_or_has_others(lab):
    for how in ("ended", "unshared"):
        lab.alike("leaks_by_thread", how, close_fds=True)

        event, = spawns(lab.agree())
        equal((3, "listening socket 3"), (event["inherited_descriptors"], event["inherited_example"]), how)
        equal(3, reasons(event)["FD_LEAK"]["need"], how)
        lab.log.unlink()


@behaviour
def a_descriptor_behind_many_that_are_closed_is_not_denied_and_found_by_the_next_spawns(lab):
    lab.alike("hides_a_leak", close_fds=True)

    first, *_, last = spawns(lab.agree())
    equal((0, True), (first["inherited_descriptors"], first["inherited_descriptors_partial"]), "the lowest")
    equal(["FD_LEAK"], first["risk"]["not_assessed"], "what that leaves open")
    equal("listening socket 203", reasons(last)["FD_LEAK"]["source"], "what was found then")


@behaviour
def under_a_policy_it_is_not_denied_and_looked_for_by_no_call_that_may_kill(lab):
    result = lab.alike("hides_a_leak", "policy", close_fds=True)
    if result.status == 77:
        raise Skipped("no policy can be set here")

    for event in spawns(lab.agree()):
        equal((0, ["FD_LEAK"]), (event["inherited_descriptors"], event["risk"]["not_assessed"]), event)


@behaviour
def popen_passes_on_all_but_the_streams_of_earlier_calls(lab):
    result = lab.alike("leaks_into_pipes", close_fds=True)

    equal([1, 1, 0, 1], [int(line.split()[1]) for line in result.stdout.splitlines()], "what the programs found")
    *piped, shell = spawns(lab.agree())
    equal([1, 1, 0, 1], [event["inherited_descriptors"] for event in piped], "told")
    told = [reasons(event).get("FD_LEAK", {}).get("source", "") for event in piped]
    equal(["listening socket", "listening socket", "", "pipe"], [source.rpartition(" ")[0] for source in told], "leaks")
    equal(0, shell["inherited_descriptors"], "where none is open any more")


@behaviour
def the_path_of_a_descriptor_is_told_where_arguments_are(lab):
    lab.run("leaks", options={"SPAWNRISK_ARGUMENTS": "full"}, close_fds=True)

    files = spawns(lab.events())[1]
    equal("file 3 (/etc/passwd)", files["inherited_example"], "example")


def allow_many():
    """As many as the test is about, or those that RLIMIT_NOFILE leaves to one who can't raise it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN, MOST_OPEN))
    except ValueError:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def calls_of_each_spawn(lab, *arguments, preloaded):
    """How often each spawn made the calls of OF_DESCRIPTORS, by a trace of the spawning process."""
    if shutil.which("strace") is None:
        raise Skipped("strace isn't installed")
    trace = lab.folder / f"trace-{preloaded}"
    lab.witness.unlink(missing_ok=True)
    options = {"SPAWNRISK_FOLLOW": "0"} if preloaded else {}
    result = lab.run("many_descriptors", *arguments, preloaded=preloaded, options=options,
                     preexec_fn=allow_many,
                     before=("strace", "-qq", "-o", trace, "-e", "signal=none"))
    equal(0, result.status, result.stderr)
    print(result.stdout)
    calls, counts = [], collections.Counter()
    call = r'^(\w+)\((?:\d+, (F_\w+)|AT_FDCWD, "([^"]*)")?'
    for name, command, path in re.findall(call, trace.read_text(), re.M):
        if name in ("clone3", "vfork", "clone"):
            calls.append(counts)
            counts = collections.Counter()
        # The others prove that a descriptor is ours: as many as there are files, whatever is open.
        # And cgroups are looked at by their paths.
        if command in ("", "F_GETFD") and path in ("", "/proc/thread-self/fd"):
            counts[name] += 1
    return [sum(count[name] for name in OF_DESCRIPTORS) for count in calls]


def bounded(lab, *arguments, settled):
    """Three calls for each spawn; and one look on credit, one that exceeds it, one each second."""
    bare = calls_of_each_spawn(lab, *arguments, preloaded=False)
    started = time.monotonic()
    observed = calls_of_each_spawn(lab, *arguments, preloaded=True)
    beyond = CREDIT + MOST_OF_A_SPAWN * (1 + int(time.monotonic() - started))
    added = [with_us - without for with_us, without in zip(observed, bare)]
    print(f"{arguments}: most {max(added)}, in all {sum(added)} in {len(added)} spawns")
    equal(int(arguments[1]), len(added), "spawns")
    holds(max(added) <= MOST_OF_A_SPAWN, f"{max(added)} calls for one spawn")
    holds(sum(added) <= beyond + settled * len(added), f"{sum(added)} calls")


@behaviour(not_sanitized="libasan makes system calls of its own")
def fifty_thousand_descriptors_cost_a_spawn_no_more_than_a_hundred_do(lab):
    bounded(lab, 50000, 200, settled=AMORTISED)

    first, *others = spawns(lab.agree())
    for event in (first, *others):
        equal((88, True), (event["inherited_descriptors"], event["inherited_descriptors_partial"]),
              "the lowest numbers are counted")
        equal("file 3 (null)", event["inherited_example"], "example")


@behaviour(not_sanitized="libasan makes system calls of its own")
def a_process_that_opens_one_more_each_time_pays_no_more_and_is_told_no_old_number(lab):
    bounded(lab, 20, 200, "more", settled=AMORTISED + 1)

    told = {number: event.get("inherited_descriptors")
            for number, event in enumerate(spawns(lab.agree()), 21)}
    for number, inherited in told.items():
        holds(inherited in (None, min(number, 88)), f"{number} open, {inherited} told")
    holds(3 < sum(inherited is not None for inherited in told.values()) < 200, "some are told")


def has_the_programs_own_alone(lab, how):
    result = lab.run("vforks_beside", how, close_fds=True)

    equal((b"", 0), result[1:], "result")
    made, others, too_many = map(int, re.findall(rb"\d+", result.stdout))
    equal(0, too_many, "descriptors that are not the program's")
    calls = collections.Counter(event["call"] for event in spawns(lab.events()))
    equal({"vfork" if how == "vfork" else "clone": made, "posix_spawn": others}, dict(calls), "calls")


@behaviour
def a_child_of_vfork_has_no_descriptor_that_other_threads_have_open_for_us(lab):
    has_the_programs_own_alone(lab, "vfork")


@behaviour
def a_child_of_clone_that_shares_the_memory_has_none_either_whether_its_parent_waits(lab):
    has_the_programs_own_alone(lab, "waits")


@behaviour
def or_goes_on_beside_it(lab):
    has_the_programs_own_alone(lab, "goes_on")
