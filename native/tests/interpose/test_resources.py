# SPDX-License-Identifier: Apache-2.0
"""Programs at their limit: each refusal is counted, and few lines are written."""
import os

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns

NOBODY = 65534


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def at_its_limit(lab, *arguments, preloaded=True):
    if os.geteuid() != 0:
        raise Skipped("only root can be another user")
    lab.folder.chmod(0o777)
    took = lab.folder / f"took-{preloaded}"
    result = lab.run("at_its_limit", 16000, *arguments, preloaded=preloaded,
                     preexec_fn=become_nobody, options={"TOOK": str(took)})
    return result, float(took.read_text())


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_program_at_its_limit_neither_floods_the_log_nor_slows_down(lab):
    bare, bare_seconds = at_its_limit(lab, preloaded=False)
    lab.witness.unlink()
    interposed, seconds = at_its_limit(lab)

    equal(bare, interposed, "result")
    print(f"16,000 refused forks: {bare_seconds:.3f} s bare, {seconds:.3f} s observed")
    holds(seconds < bare_seconds + 0.5, f"{seconds} s, {bare_seconds} s bare")
    told = spawns(lab.agree())
    holds(len(told) < 20 + seconds, f"{len(told)} lines")
    equal(16000, sum(event.get("repeats", 1) for event in told if "errno" in event), "refusals")
    holds("commit_charge" in told[-1]["memory"], "facts of the fork that ended the row")


@behaviour(not_sanitized="libasan starts a thread of its own")
def refusals_that_no_later_call_ends_are_told_at_exit(lab):
    result, _ = at_its_limit(lab, "again")

    holds(b"16000 forks refused at the end\n" in result.stdout, result.stdout)
    events = spawns(lab.events())
    equal(32000, sum(event.get("repeats", 1) for event in events if "errno" in event), "refusals")


@behaviour(not_sanitized="libasan starts a thread of its own")
def a_copy_that_follows_on_refusals_is_told_with_its_parents_threads(lab):
    at_its_limit(lab, "lives on")

    (copy,) = of_kind(lab.agree(), "copy")
    equal(2, copy["threads"], "threads")
    equal(["NO_EXEC"], [reason["code"] for reason in copy["risk"]["reasons"]], "reasons")
