# SPDX-License-Identifier: Apache-2.0
"""What of a process's children is observed, and what a process says of itself at its end."""
import os
import re
import subprocess
from pathlib import Path

from behaviours import Skipped, behaviour, equal, holds
from events import spawns
from groups import Group


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
def a_summary_tells_descriptors_as_a_count(lab):
    text = summary(lab, "leaks")

    holds(re.search(r"worst: FD_LEAK \(notice\) by posix_spawn of \w+, need [25]\n", text), text)


LEVELS = ("critical", "warning", "notice", "none")


def summary_by_the_log(lab):
    """The lines of the summary that tell of levels and reasons, as the log has them."""
    told = {event["id"]: event["risk"]["reasons"] for event in spawns(lab.events())}
    for event in lab.events():
        if event["event"] in ("copy", "exit"):
            told[event["spawn"]] += event.get("risk", {}).get("reasons", [])
    levels = [min((reason["level"] for reason in reasons), key=LEVELS.index, default="none")
              for reasons in told.values()]
    codes = [reason["code"] for reasons in told.values() for reason in reasons]
    return (", ".join(f"{level} {levels.count(level)}" for level in LEVELS),
            ", ".join(f"{code} {codes.count(code)}" for code in sorted(set(codes))))


def equals_the_log(lab, text):
    levels, reasons = summary_by_the_log(lab)
    holds(f"risk: {levels}\n" in text, text)
    told = re.search(r"reasons: (.*)\n", text).group(1)
    equal(reasons, ", ".join(sorted(told.split(", "))), "reasons")


def kills_of_the_machine():
    return re.search(r"^oom_kill (\d+)$", Path("/proc/vmstat").read_text(), re.MULTILINE)[1]


def undisturbed_summary(lab, host):
    """Of a run in which nobody's process was killed on this machine: that is told as possible."""
    for _ in range(5):
        lab.log.unlink(missing_ok=True)
        before = kills_of_the_machine()
        text = summary(lab, host)
        if kills_of_the_machine() == before:
            return text
    raise AssertionError("processes of others are killed all the time")


@behaviour
def a_summary_counts_what_children_were_told_of_at_their_ends(lab):
    text = undisturbed_summary(lab, "silent_copies")

    equals_the_log(lab, text)
    holds(re.search(r"reasons: NO_EXEC 4\n.* worst: NO_EXEC \(notice\) of child \d+, "
                    r"need \d+\.\d ms, have 100\.0 ms\n", text), text)


@behaviour
def a_summary_counts_what_a_child_that_outlives_its_parent_has_told(lab):
    text = summary(lab, "leaves_a_copy")

    equals_the_log(lab, text)
    holds("reasons: NO_EXEC 1\n" in text, text)


@behaviour(not_sanitized="ASan's shadow memory does not fit the limit")
def a_summary_names_a_child_that_the_oom_killer_ended_as_the_worst(lab):
    with Group("spawnrisk-summary") as group:
        result = lab.run("oom_in_turn", 96, preexec_fn=group.enter, options={"SPAWNRISK_SUMMARY": "1"})

    text = result.stderr.decode()
    equals_the_log(lab, text)
    (first,) = (event["child_pid"] for event in spawns(lab.events())[:1])
    holds(f"worst: OOM_KILLED (critical) of child {first}\n" in text, text)


@behaviour
def a_summary_tells_clones_that_copy_from_those_that_share(lab):
    text = summary(lab, "clones")

    shares = [event["copies_memory"] for event in spawns(lab.events()) if event["mechanism"] == "clone"]
    holds(f"by clone (copies memory): {shares.count(True)}, " in text, text)
    holds(f"by clone (shares memory): {shares.count(False)}, " in text, text)


WAYS = ("exit", "_exit", "_Exit", "quick_exit", "exit in a handler", "_exit at exit",
        "_exit at quick_exit")


@behaviour
def a_summary_is_told_once_however_a_process_ends_and_not_by_who_has_none_to_tell(lab):
    for way in WAYS:
        lab.log.unlink(missing_ok=True)
        bare = lab.bare("ends_by", way)
        result = lab.run("ends_by", way, options={"SPAWNRISK_SUMMARY": "1"})

        equal((bare.stdout, b"", 5), (result.stdout, bare.stderr, result.status), way)
        made = re.findall(r"\(pid \d+\) made (\d) spawns", result.stderr.decode())
        # The child that spawns ends before its parent; those that share memory or do nothing are
        # silent.
        equal(["3", "4"], made, way)
        equal(2, result.stderr.count(b"events lost: 0\n"), way)
        lab.agree()


@behaviour
def losses_that_no_log_has_are_told_once_however_a_process_ends(lab):
    if os.geteuid() != 0:
        raise Skipped("only root can give up its rights")
    for way in WAYS:
        result = lab.run("ends_by", way, "lost")

        equal(5, result.status, way)
        # 4 spawns and their ends, and of the child, which leaves them to its parent, the same of 3.
        told = re.findall(r"spawnrisk: (\d+) events could not be written \(EACCES\)",
                          result.stderr.decode())
        equal(["14"], told, way)


@behaviour
def a_shell_of_debians_has_a_summary_too(lab):
    if not os.access("/bin/dash", os.X_OK):
        raise Skipped("there is no dash here")
    result = lab.run("/bin/dash", "-c", "/bin/true; /bin/true; (exit 3)",
                     options={"SPAWNRISK_SUMMARY": "1"})

    equal(3, result.status, "status")
    equal(["3"], re.findall(r"dash \(pid \d+\) made (\d+) spawns", result.stderr.decode()),
          result.stderr)


@behaviour
def a_summary_that_nobody_reads_changes_no_exit_status(lab):
    for way in WAYS[:4]:
        reader, writer = os.pipe()
        os.close(reader)
        host = subprocess.run(
            [lab.hosts / "ends_by", way], check=False, stderr=writer, stdout=subprocess.DEVNULL,
            env=lab.environment(True, SPAWNRISK_SUMMARY="1"), timeout=50)
        os.close(writer)

        equal(5, host.returncode, way)


@behaviour
def a_process_that_spawns_nothing_has_no_summary(lab):
    with lab.start("steps", options={"SPAWNRISK_SUMMARY": "1"}) as host:
        equal((b"", b""), host.communicate(), "what it says")


@behaviour
def a_daemon_that_reuses_standard_error_finds_no_summary_in_its_file(lab):
    lab.run("close_all", lab.folder, "close", options={"SPAWNRISK_SUMMARY": "1"})

    equal("mine\n", (lab.folder / "own-2").read_text(), "its file at the number of standard error")


@behaviour
def what_a_process_spawns_before_and_after_an_exec_has_different_ids(lab):
    lab.alike("becomes_another", 5)

    events = spawns(lab.agree())
    equal(18, len({event["id"] for event in events}), "ids")
    equal(1, len({(event["process"]["pid"], event["process"]["start"]) for event in events}), "processes")
