# SPDX-License-Identifier: Apache-2.0
"""What each run came to, a line for each, and how many passed, failed and were skipped."""
import collections
import dataclasses
import sys

from known import KNOWN
from outcome import Run
from scenario import Scenario
from verdict import surprises, wrong_cells

OK, EXCUSED, FAILED, SKIPPED = "ok", "known", "FAILED", "skipped"


@dataclasses.dataclass(frozen=True)
class Result:
    """skipped: why the scenario did not run on this kernel; then there is no run."""
    scenario: Scenario
    release: str
    run: Run = None
    skipped: str = None

    def is_whole(self):
        return self.run is not None and self.run.complaint() is None


def judge(result, known=None):
    """One of the words, and what is to be said of it, line by line."""
    if result.skipped is not None:
        return SKIPPED, [result.skipped]
    odd = surprises(result.scenario, result.run)
    if odd:
        return FAILED, odd
    wrong = wrong_cells(result.scenario, result.run)
    excuse = (KNOWN if known is None else known).get(result.scenario.name)
    lines = [f"{cell.question}: {cell.predicted}, {cell.happened}" for cell in wrong]
    if excuse is None or not (wrong or excuse.comes_each_time):
        return (FAILED if wrong else OK), lines
    if excuse.cell not in wrong:
        cell = excuse.cell
        lines.append(f"{cell.question} is no more '{cell.predicted}, {cell.happened}', as known.py says")
    return (EXCUSED if wrong == [excuse.cell] else FAILED), lines


def tell(result, stream):
    """What was said before the call, what came, and below it what is wrong with that."""
    word, lines = judge(result)
    head = f"{word:8}{result.release.split('-')[0]} {result.scenario.name}"
    if word == SKIPPED:
        print(f"{head}: {lines[0]}", file=stream, flush=True)
        return word
    run = result.run
    story = f"{run.prediction()} -> {run.outcome()}" if result.is_whole() else "no result"
    print("\n".join([f"{head}: {story} ({run.seconds():.1f} s)", *(f"          {line}" for line in lines)]),
          file=stream, flush=True)
    return word


def sum_up(told, stream):
    """told: results and their words. What did not run shows nothing: that nothing ran is no success."""
    counts = collections.Counter(word for _, word in told)
    passed = counts[OK] + counts[EXCUSED]
    reasons = collections.Counter(result.skipped for result, word in told if word == SKIPPED)
    for reason, count in reasons.items():
        print(f"skipped: {count} scenarios on this machine, for {reason}", file=stream)
    skipped = f", {counts[SKIPPED]} skipped" if counts[SKIPPED] else ""
    print(f"{passed} passed, {counts[FAILED]} failed{skipped}", file=stream, flush=True)
    if counts[FAILED]:
        return 1
    if passed:
        return 0
    print(f"lab: nothing ran: {'; '.join(reasons) or 'no scenario is one for this kernel'}", file=sys.stderr)
    return 2
