# SPDX-License-Identifier: Apache-2.0
"""Was the prediction right? One cell of the matrix for each question that a run answers."""
import dataclasses

from outcome import KILL
from scenario import (BUS_ERROR, EITHER, KILLED, KILLED_BY_NEW, LIVES, LIVES_OR_KILLED, NO_PROCESS, POSSIBLE,
                      REFUSED, SLOWED, SLOWED_IF_WRITTEN)

YES, NO, UNKNOWN = "predicted", "not predicted", "not assessed"
# Of an end that is told afterwards.
TOLD, MAYBE, NOT_TOLD = "told", "told as possible", "not told"
CAME, STAYED_AWAY, NOT_WRITTEN, BY_NEW = "happened", "did not happen", "not written on", "by new memory"

# reason: what it predicts
QUESTIONS = {"COMMIT_REFUSED": REFUSED, "OOM_POSSIBLE": KILLED, "HUGETLB_COPY": BUS_ERROR,
             "THROTTLE_POSSIBLE": SLOWED, "PROCESS_LIMIT": NO_PROCESS}
# Both are about a copy that is written to.
IF_WRITTEN = {("OOM_POSSIBLE", POSSIBLE), ("THROTTLE_POSSIBLE", SLOWED_IF_WRITTEN)}


@dataclasses.dataclass(frozen=True)
class Cell:
    question: str
    predicted: str
    happened: str

    def is_right(self):
        """Possible is not certain, and an answer that was not given is not wrong where nothing came."""
        if self.happened == CAME:
            return self.predicted in (YES, TOLD)
        if self.happened == STAYED_AWAY:
            return self.predicted not in (YES, TOLD)
        return True


# What a refused call cannot answer: it comes after what refused, in copy_process (kernel/fork.c).
UNANSWERED = {REFUSED: ("PROCESS_LIMIT", "OOM_POSSIBLE", "HUGETLB_COPY", "THROTTLE_POSSIBLE"),
              NO_PROCESS: ("OOM_POSSIBLE", "HUGETLB_COPY", "THROTTLE_POSSIBLE")}


def cells(scenario, run):
    outcome = run.outcome()
    return [Cell(question, _predicted(run, question), _happened(scenario, question, outcome))
            for question in QUESTIONS if question not in UNANSWERED.get(outcome, ())] + _ends(run)


def _ends(run):
    """Of each child that its parent reaped. In the lab nothing but the OOM killer sends SIGKILL."""
    told = {"yes": TOLD, "possible": MAYBE, None: NOT_TOLD}
    return [Cell("OOM_KILLED", told[event.get("oom_killed")], CAME if event.get("signal") == KILL else STAYED_AWAY)
            for event in run.events_of("exit")]


def _predicted(run, question):
    reason = run.reasons().get(question)
    # A limit that is near is a warning of its own: only the full one refuses this very call.
    if reason is not None and not (question == "PROCESS_LIMIT" and reason["level"] != "critical"):
        return YES
    return UNKNOWN if question in run.not_assessed() else NO


def _happened(scenario, question, outcome):
    if question == "OOM_POSSIBLE" and outcome == KILLED:
        return BY_NEW if scenario.expect == KILLED_BY_NEW else CAME
    if (question, scenario.expect) in IF_WRITTEN:
        return NOT_WRITTEN
    return CAME if outcome == QUESTIONS[question] else STAYED_AWAY


def surprises(scenario, run):
    """What makes the run another one than the scenario is."""
    complaint = run.complaint()
    if complaint is not None:
        return [complaint]
    found, outcome = [], run.outcome()
    expected = {POSSIBLE: LIVES, SLOWED_IF_WRITTEN: LIVES, KILLED_BY_NEW: KILLED}.get(scenario.expect, scenario.expect)
    if scenario.expect == EITHER:
        if "COMMIT_REFUSED" in run.reasons():
            found.append("a certainty within the tolerance of the kernel's counters")
        if not run.is_near():
            found.append("COMMIT_NEAR was not told")
    elif scenario.expect == LIVES_OR_KILLED:
        if outcome not in (LIVES, KILLED):
            found.append(f"the kernel did otherwise: {outcome}")
        if "OOM_POSSIBLE" not in run.not_assessed():
            found.append("OOM_POSSIBLE is not among what was not assessed")
    elif outcome != expected:
        found.append(f"the kernel did otherwise: {outcome}, not {expected}")
    return found


def wrong_cells(scenario, run):
    if scenario.expect == EITHER:
        return []
    wrong = [cell for cell in cells(scenario, run) if not cell.is_right()]
    if not run.asked()["copies_memory"]:
        wrong += [Cell(question, YES, "a call that copies nothing") for question, _ in sorted(IF_WRITTEN)
                  if question in run.reasons()]
    return wrong
