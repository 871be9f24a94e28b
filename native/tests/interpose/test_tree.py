# SPDX-License-Identifier: Apache-2.0
"""What of a process's children is observed, and what a process says of itself at its end."""
import re

from behaviours import behaviour, equal, holds
from events import spawns


@behaviour
def children_and_the_programs_that_they_run_are_followed(lab):
    lab.alike("family")

    equal(5, len(spawns(lab.events())), "spawns")
    equal(3, len({event["process"]["pid"] for event in spawns(lab.events())}), "processes")


@behaviour
def a_process_names_its_parent_by_pid_and_start_time(lab):
    lab.run("family")

    events = spawns(lab.events())
    made = {(event["child_pid"], event["child_start"]): event["process"] for event in events}
    own = [(event["process"], made.get((event["process"]["pid"], event["process"]["start"])))
           for event in events]
    equal(2, len([parent for _, parent in own if parent]), "events of processes that were made here")
    for process, parent in own:
        if parent:
            equal((parent["pid"], parent["start"]), (process["parent"], process["parent_start"]), "parent")


@behaviour
def children_are_left_out_where_they_are_not_to_be_followed(lab):
    lab.alike("family", options={"SPAWNRISK_FOLLOW": "0"})

    equal(3, len(spawns(lab.agree())), "spawns")
    equal(1, len({event["process"]["pid"] for event in spawns(lab.events())}), "processes")


@behaviour
def a_wrong_wish_to_follow_is_told_and_children_are_followed(lab):
    result = lab.run("doors", options={"SPAWNRISK_FOLLOW": "no"})

    equal((3, 1), (result.status, result.stderr.count(b"\n")), "status, lines of standard error")
    holds(b"SPAWNRISK_FOLLOW='no'" in result.stderr, result.stderr)
    equal(15, len(spawns(lab.events())), "spawns")


def summary(lab, name, **more):
    bare = lab.bare(name)
    result = lab.run(name, options={"SPAWNRISK_SUMMARY": "1"} | more)
    equal((bare.stdout, bare.status), (result.stdout, result.status), "what the host does")
    return result.stderr.decode()


@behaviour
def a_summary_of_at_most_ten_lines_is_told_at_the_end(lab):
    text = summary(lab, "doors")

    holds(text.count("\n") <= 10, text)
    holds(all(line.startswith("spawnrisk: ") for line in text.splitlines()), text)
    holds(re.match(r"spawnrisk: doors \(pid \d+\) made 15 spawns in \d+\.\d s, 6 failed\n", text), text)
    holds(re.search(r"\n.* by fork: 1, the longest took \d+\.\d\d ms\n", text), text)
    holds(re.search(r"\n.* by vfork: 14, ", text), text)
    holds("events lost: 0\n" in text, text)


@behaviour
def a_summary_needs_no_log(lab):
    text = summary(lab, "doors", SPAWNRISK_LOG=None)

    holds("made 15 spawns" in text, text)
    holds(not lab.log.exists(), "a log was made")


@behaviour
def a_summary_names_the_worst_with_its_reason(lab):
    text = summary(lab, "refused")

    refused = len(spawns(lab.events()))
    holds(f"reasons: REFUSED {refused}\n" in text, text)
    holds("worst: REFUSED (critical) by fork\n" in text, text)


@behaviour
def a_process_that_spawns_nothing_has_no_summary(lab):
    with lab.start("steps", options={"SPAWNRISK_SUMMARY": "1"}) as host:
        equal((b"", b""), host.communicate(), "what it says")


@behaviour
def a_daemon_that_reuses_standard_error_finds_no_summary_in_its_file(lab):
    lab.run("close_all", lab.folder, "close", options={"SPAWNRISK_SUMMARY": "1"})

    equal("mine\n", (lab.folder / "own-2").read_text(), "its file at the number of standard error")
