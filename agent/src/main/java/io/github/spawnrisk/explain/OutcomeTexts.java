// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static io.github.spawnrisk.explain.Text.always;
import static io.github.spawnrisk.explain.Text.when;

import io.github.spawnrisk.explain.Placeholders.Unit;
import java.util.List;

/** The texts of what is judged of a child afterwards. */
final class OutcomeTexts {
  static final ReasonText OOM_KILLED =
      new ReasonText(
          "OOM_KILLED",
          Unit.BYTES,
          "The OOM killer ended a child of this {call}, as far as {source} tells.",
          List.of(),
          "",
          List.of(
              always("The child ended by SIGKILL, which this process did not send."),
              when(
                  Situation::isInKernelLog,
                  "A line of the kernel's log says that the OOM killer ended it: it names the"
                      + " child's pid."),
              when(
                  situation -> !situation.isInKernelLog(),
                  "The kernel's count of OOM kills rose while it lived."),
              when(
                  Situation::isOnlyPossible,
                  "That count is the whole machine's: another process may have been the victim."),
              Text.WHEN),
          List.of(
              always(
                  "Give it more memory (the limit of its cgroup, or the machine's), or let fewer"
                      + " such children run at once."),
              when(
                  Situation::isRedis,
                  "Leave memory free for a save: a lower maxmemory, or a larger limit."),
              always(
                  "Raise the child's oom_score_adj: then it is the child that dies, and not the"
                      + " service.")));

  static final ReasonText NO_EXEC =
      new ReasonText(
          "NO_EXEC",
          Unit.NANOSECONDS,
          "A child of this {call} went on for {lived} with a copy of a process of {threads}"
              + " threads.",
          List.of(
              when(
                  situation -> !situation.isToldByParent(),
                  "how long it lived without running another program, by its own clock from the"
                      + " call at {when} on"),
              when(
                  Situation::isToldByParent,
                  "how long after the call at {when} it was reaped; it ended without a word of its"
                      + " own")),
          "the threshold",
          List.of(
              always(
                  "Only the calling thread has a copy in the child. A lock that another thread held"
                      + " at that moment stays locked there for ever: the child can hang in it.")),
          List.of(
              when(
                  situation -> !situation.isRedis(),
                  "Make such children before the first thread, or let them run another program"
                      + " (Python's multiprocessing: spawn or forkserver)."),
              when(
                  Situation::isRedis,
                  "Nothing, for Redis: its child takes no lock that its threads may hold.")));

  private OutcomeTexts() {}
}
