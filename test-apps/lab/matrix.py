# SPDX-License-Identifier: Apache-2.0
"""The confusion matrix, in Markdown."""
import collections

from known import KNOWN
from scenario import EITHER, KILLED, KILLED_BY_NEW
from verdict import (BY_NEW, CAME, MAYBE, NO, NOT_TOLD, NOT_WRITTEN, STAYED_AWAY, TOLD, UNKNOWN, YES, cells,
                     wrong_cells)

# What the reason says will come.
COMES = {"COMMIT_REFUSED": "fork fails with ENOMEM", "OOM_POSSIBLE": "OOM kill",
         "THROTTLE_POSSIBLE": "slowed above memory.high", "HUGETLB_COPY": "SIGBUS of the child", "PROCESS_LIMIT": "EAGAIN",
         "OOM_KILLED": "the child was killed by the OOM killer"}
COLUMNS = {"COMMIT_REFUSED": (CAME, STAYED_AWAY), "OOM_POSSIBLE": (CAME, STAYED_AWAY, NOT_WRITTEN, BY_NEW),
           "THROTTLE_POSSIBLE": (CAME, STAYED_AWAY, NOT_WRITTEN), "HUGETLB_COPY": (CAME, STAYED_AWAY), "PROCESS_LIMIT": (CAME, STAYED_AWAY), "OOM_KILLED": (CAME, STAYED_AWAY)}
FORESEE = {"OOM_POSSIBLE", "OOM_LIKELY", "CHILD_FOOTPRINT"}
ROWS = {"OOM_KILLED": (TOLD, MAYBE, NOT_TOLD)}

HEAD = """# Confusion matrix: what was predicted, and what came

Made by `test-apps/lab/lab matrix >docs/confusion-matrix.md`; [lab.md](lab.md) says how. Each scenario is
a process, or a JVM, that makes a child under a real kernel, with the library preloaded or the agent
attached: under 6.1 and 6.12 in a guest, under any other on the machine that made this page. What is
predicted is the `warning` line that the library writes before the call; what came is what the kernel did.
Sizes are computed in the guest, from its own figures and the kernel's formulas: the need lies 5 %
below or above what there is, so that the size is 2.5 % from the one at the boundary; 3 % of a JVM, whose
limit is set, and not its size; 15 % above where the whole machine has to run out, as MemAvailable is an
estimate; and 20 % below where a copy has to be swapped out, as the OOM killer does not wait for slow swap.

- *not written on*: the copy was possible, but neither side wrote so much. That is right by definition.
- *by new memory*: the child took memory that is no copy of its parent's. No prediction about copies can
  know of it.
- *not assessed*: the library said that it doesn't know. That is wrong where it happened.""".splitlines()


def kernel_of(release):
    return ".".join(release.split(".")[:2])


def render(results):
    """results: (scenario, kernel's release, run) of all scenarios."""
    kernels = sorted({kernel_of(release) for _, release, _ in results}, key=_version)
    lines = list(HEAD)
    for question in COLUMNS:
        lines += _table(question, results, kernels)
    return "\n".join([*lines, *_wrong(results), *_untold(results), *_either(results), *_all(results, kernels)]) + "\n"


def _version(kernel):
    return [int(part) for part in kernel.split(".")]


def _table(question, results, kernels):
    counts = collections.Counter(
        (kernel_of(release), cell.predicted, cell.happened) for scenario, release, run in results
        if scenario.expect != EITHER for cell in cells(scenario, run) if cell.question == question)
    columns = COLUMNS[question]
    lines = ["", f"## {question}: {COMES[question]}", "",
             f"| kernel | {'after the end' if question in ROWS else 'before the call'} | " + " | ".join(columns) + " |", "| --- " * (2 + len(columns)) + "|"]
    for kernel in kernels:
        for predicted in ROWS.get(question, (YES, NO, UNKNOWN)):
            row = [counts[kernel, predicted, happened] for happened in columns]
            lines.append(f"| {kernel} | {predicted} | " + " | ".join(map(str, row)) + " |")
    return lines


def _wrong(results):
    rows = collections.defaultdict(list)
    for scenario, release, run in results:
        for cell in wrong_cells(scenario, run):
            rows[scenario.name, cell].append(kernel_of(release))
    for scenario, release, _ in results:
        known = KNOWN.get(scenario.name)
        if known is not None and not known.comes_each_time and not rows[scenario.name, known.cell]:
            rows[scenario.name, known.cell].append("none this time")
    lines = ["", "## Cells that are not right", ""]
    if not rows:
        return [*lines, "None."]
    lines += ["| scenario | kernels | reason | before the call | then | cause |", "| --- " * 6 + "|"]
    return lines + [
        f"| {name} | {', '.join(kernels)} | {cell.question} | {cell.predicted} | {cell.happened} | "
        f"{_cause(name, cell)} |" for (name, cell), kernels in rows.items()]


def _cause(name, cell):
    known = KNOWN.get(name)
    return known.cause if known is not None and known.cell == cell else "not known"


def _untold(results):
    """OOM kills that nothing told of before the call: each by memory of the child's own."""
    names = collections.defaultdict(list)
    for scenario, release, run in results:
        if scenario.expect == KILLED_BY_NEW and run.outcome() == KILLED and not run.reasons().keys() & FORESEE:
            names[scenario.name].append(kernel_of(release))
    return ["", "## Killed with nothing told before the call", "",
            "The child took memory of its own that no copy is made of, for the first time at its call site: a copy"
            " would have fit. From the second such child on CHILD_FOOTPRINT tells of it.", ""] + [
        f"- {name}: {', '.join(kernels)}" for name, kernels in names.items()]


def _either(results):
    near = [f"{scenario.name} on {kernel_of(release)}" for scenario, release, run in results
            if scenario.expect == EITHER and run.is_near()]
    return ["", "## Within the tolerance of the kernel's counters", "",
            f"COMMIT_NEAR, and no certainty: {', '.join(near)}."]


def _all(results, kernels):
    stories = collections.defaultdict(dict)
    for scenario, release, run in results:
        stories[scenario][kernel_of(release)] = f"{run.prediction()} -> {run.outcome()}"
    lines = ["", "## All scenarios", "", "| scenario | expected | " + " | ".join(kernels) + " |",
             "| --- " * (2 + len(kernels)) + "|"]
    for scenario, story in stories.items():
        told = ["" if scenario.expect == EITHER else story.get(kernel, "") for kernel in kernels]
        lines.append(f"| {scenario.name} | {scenario.expect} | " + " | ".join(told) + " |")
    return lines
