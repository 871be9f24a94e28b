# SPDX-License-Identifier: Apache-2.0
"""What a spawn takes of our work, in figures that do not depend on how busy the machine is, held against a budget.

native/tests/cost/budget.json is lowered where the work becomes less, and raised only with a reason in the commit."""
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

from behaviours import Skipped, behaviour, equal, holds

ROUNDS = 40
OTHER_CODE = "instrumented code is other code"
MADE = re.compile(r"^(clone3?|v?fork)\(.*\) += \d+$", re.M)


def budget(lab):
    return json.loads((lab.source / "native" / "tests" / "cost" / "budget.json").read_text())


def needs(tool):
    if shutil.which(tool) is None:
        raise Skipped(f"{tool} isn't installed")


def within(budgets, measured):
    print(json.dumps(measured))
    equal(budgets.keys(), measured.keys(), "what is budgeted")
    over = {what: (count, budgets[what]) for what, count in measured.items() if count > budgets[what]}
    holds(not over, f"(measured, budget) of what takes more: {over}")


def calls_from_child_to_child(lab, way, preloaded):
    """The usual number of system calls of the parent, from where it has made a child to where it has made the next."""
    trace = lab.folder / "trace"
    result = lab.run("spawns_in_turn", way, ROUNDS, preloaded=preloaded, options={"WITNESS": None}, close_fds=True,
                     before=("strace", "-qq", "-o", trace, "-e", "signal=none"))
    equal(0, result.status, result.stderr)
    ends = [match.end() for match in MADE.finditer(trace.read_text())]
    equal(ROUNDS, len(ends), "children")
    return statistics.median(trace.read_text().count("\n", *pair) for pair in zip(ends, ends[1:]))


def instructions(lab, function, *command, preloaded):
    """The least that a call of a function takes, of those that the command makes of it: where a call comes late what is
    good for a tenth of a second is read anew."""
    counts = pathlib.Path(tempfile.mkdtemp(dir=lab.folder))
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--toggle-collect={function}", f"--dump-after={function}",
         f"--callgrind-out-file={counts / 'call'}", lab.hosts / command[0], *map(str, command[1:])],
        env=lab.environment(preloaded, WITNESS=None), cwd=lab.folder, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False)
    equal(0, run.returncode, run.stderr)
    totals = [re.search(r"^totals: (\d+)", path.read_text(), re.M) for path in counts.iterdir()]
    # The first calls do what is done once; the last file is what comes behind the last call.
    found = [int(total[1]) for total in totals if total and int(total[1]) > 0]
    holds(len(found) >= ROUNDS, f"{len(found)} calls were counted")
    return min(found)


@behaviour(not_sanitized=OTHER_CODE)
def a_spawn_and_its_end_make_no_more_system_calls_than_their_budget(lab):
    needs("strace")

    added = {way: calls_from_child_to_child(lab, way, True) - calls_from_child_to_child(lab, way, False)
             for way in ("posix_spawn", "vfork", "fork")}

    within(budget(lab)["system_calls"], added)


@behaviour(not_sanitized=OTHER_CODE)
def a_spawn_and_its_end_take_no_more_instructions_than_their_budget(lab):
    needs("valgrind")

    added = {way: instructions(lab, "spawn_and_reap", "spawns_in_turn", way, ROUNDS, preloaded=True) -
             instructions(lab, "spawn_and_reap", "spawns_in_turn", way, ROUNDS, preloaded=False)
             for way in ("posix_spawn", "fork")}

    within(budget(lab)["instructions_of_a_spawn"], added)


@behaviour(not_sanitized=OTHER_CODE)
def snapshot_encoding_and_appending_take_no_more_instructions_than_their_budgets(lab):
    needs("valgrind")

    taken = {path: instructions(lab, path, "hot_paths", path, ROUNDS, lab.log, preloaded=False)
             for path in ("snapshot", "snapshot_for_copy", "encode", "append")}

    within(budget(lab)["instructions_of_a_part"], taken)
