// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static io.github.spawnrisk.explain.Text.always;
import static io.github.spawnrisk.explain.Text.when;

import io.github.spawnrisk.explain.Placeholders.Unit;
import java.util.List;

/** The texts of reasons about the memory that children take, and the time that copies take. */
final class MemoryTexts {
  private static final String LEFT = "what is left: {sum} ({source}, read {when}, before the call)";

  private static final Text WHOLE_CGROUP =
      when(
          Situation::killsWholeCgroup,
          "memory.oom.group is set: the whole container dies, not one process of it.");

  private static final List<Text> NEED_OF_COPY =
      List.of(
          always(
              "private memory that the copy can make its own ({exposure}), and page tables"
                  + " ({copied_tables})"),
          when(
              Situation::hasLivingCopies,
              "and what earlier copies ({living} of them still live) may yet copy ({uncopied}, by"
                  + " /proc/<pid>/stat of each)"),
          always("({need_source}, read {when}, before the call)"));

  private static final Text PERHAPS_WHOLE_CGROUP =
      when(
          Situation::mayKillWholeCgroup,
          "Whether memory.oom.group is set is not known: where it is, the whole container dies.");

  private static final Text RAISE_LIMIT =
      when(Situation::isInCgroup, "Raise {limit_name} of {limiter} by {missing}.");

  private static final Text FREE_MEMORY =
      when(
          Situation::isSystemWide,
          "Free {missing}, or add that much memory or swap to the machine.");

  private static final Text CHOOSE_VICTIM =
      when(
          situation -> !situation.killsWholeCgroup(),
          "To have the child die rather than the service, raise the child's oom_score_adj"
              + " (proc_pid_oom_score_adj(5)) before it takes the memory.");

  private static final Text NOT_THE_WHOLE =
      when(
          Situation::killsWholeCgroup,
          "Where one process may die alone, clear memory.oom.group (singleProcessOOMKill of the"
              + " kubelet, OOMPolicy of systemd), and raise the child's oom_score_adj.");

  static final ReasonText OOM_LIKELY =
      new ReasonText(
          "OOM_LIKELY",
          Unit.BYTES,
          "By what was measured of earlier children of this {call} a copy comes to {need};"
              + " {limiter} can give {have}.",
          List.of(
              always(
                  "the usual copy ({usual_copy}) of those of the {earlier} earlier children of this"
                      + " call that were measured (by each itself, Private_Dirty of its"
                      + " /proc/self/smaps_rollup, at its end, before {when}), and the page tables"
                      + " that a copy gets at once ({usual_tables}, of VmPTE, read {when})")),
          LEFT,
          List.of(
              always(
                  "What earlier children of the same call and their parent wrote to was measured."
                      + " If this one does the same, memory runs out and the OOM killer ends this"
                      + " process or its child: nobody can say which of them."),
              WHOLE_CGROUP,
              PERHAPS_WHOLE_CGROUP),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Leave {need} free before a BGSAVE or a rewrite (a lower maxmemory, or a larger"
                      + " limit), or save when few keys are written."),
              Remedies.OTHER_FORK,
              Remedies.SMALLER_HEAP,
              RAISE_LIMIT,
              FREE_MEMORY,
              CHOOSE_VICTIM,
              NOT_THE_WHOLE));

  static final ReasonText OOM_POSSIBLE =
      new ReasonText(
          "OOM_POSSIBLE",
          Unit.BYTES,
          "The copy can come to need {need}; {limiter} can give {have}.",
          NEED_OF_COPY,
          LEFT,
          List.of(
              always(
                  "{call} shares all pages until one side writes. If parent and child write on,"
                      + " memory runs out and the OOM killer ends this process or its child: nobody"
                      + " can say which of them, and often it is the parent."),
              when(
                  Situation::tablesAloneExceed,
                  "The page tables of the copy alone exceed what is left: the OOM killer comes"
                      + " while the process is inside {call}, and no ENOMEM comes back."),
              WHOLE_CGROUP,
              PERHAPS_WHOLE_CGROUP),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Leave {need} free before a BGSAVE or a rewrite (a lower maxmemory, or a larger"
                      + " limit): while it runs, each page that Redis writes is copied."),
              Remedies.OTHER_FORK,
              RAISE_LIMIT,
              FREE_MEMORY,
              CHOOSE_VICTIM,
              NOT_THE_WHOLE));

  static final ReasonText THROTTLE_POSSIBLE =
      new ReasonText(
          "THROTTLE_POSSIBLE",
          Unit.BYTES,
          "The copy can come to need {need}; {limiter} gives {have} before memory.high slows it.",
          NEED_OF_COPY,
          LEFT,
          List.of(
              always(
                  "{call} shares all pages until one side writes. If parent and child write on, the"
                      + " cgroup comes above its memory.high: the kernel kills nobody for that, but"
                      + " has each process in the cgroup that allocates reclaim memory and wait, up"
                      + " to 2 seconds at a time. A service that is slowed so fails its probes as"
                      + " one that has stopped."),
              when(
                  Situation::tablesAloneExceed,
                  "The page tables of the copy alone exceed what is left: it is slowed inside"
                      + " {call} already.")),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Leave {need} free before a BGSAVE or a rewrite (a lower maxmemory, or a larger"
                      + " limit), or save when few keys are written."),
              Remedies.OTHER_FORK,
              RAISE_LIMIT,
              always(
                  "Whether it was slowed, `high` of memory.events in that cgroup tells, and"
                      + " memory.pressure for how long.")));

  static final ReasonText CHILD_FOOTPRINT =
      new ReasonText(
          "CHILD_FOOTPRINT",
          Unit.BYTES,
          "This program usually comes to {need}; {limiter} can give {have}.",
          List.of(
              always(
                  "the usual peak memory of the {earlier} earlier children of this call, of which"
                      + " it is known (ru_maxrss of getrusage(2) as each was reaped, before"
                      + " {when})")),
          LEFT,
          List.of(
              always(
                  "Whatever the call copies, the program needs memory of its own. If it takes as"
                      + " much as before, memory runs out and the OOM killer ends it, this process"
                      + " or another one beside it. What it shares with others, such as libraries,"
                      + " is in that figure too."),
              WHOLE_CGROUP,
              PERHAPS_WHOLE_CGROUP),
          List.of(
              always("Give the program a smaller task, or let fewer of them run at once."),
              Remedies.SMALLER_HEAP,
              RAISE_LIMIT,
              FREE_MEMORY,
              CHOOSE_VICTIM,
              NOT_THE_WHOLE));

  static final ReasonText FORK_STALL =
      new ReasonText(
          "FORK_STALL",
          Unit.NANOSECONDS,
          "{call} stops the process for {need} while its page tables are copied.",
          List.of(always("the stop ({source})")),
          "the threshold",
          List.of(
              when(
                  Situation::isMeasured,
                  "This is how long the call took, or, where that was longer, the most that the"
                      + " copy of {page_tables} of page tables can have taken of it (VmPTE, read"
                      + " {when}, before the call)."),
              when(
                  Situation::isForeseenByOthers,
                  "This is predicted from {page_tables} of page tables ({source}, read {when}): 8.4"
                      + " ms, as other machines take, for each MiB that maps private memory in"
                      + " small pages."),
              when(
                  Situation::isLearnedFromForks,
                  "This is predicted from {page_tables} of page tables (VmPTE, read {when}), as far"
                      + " as they map private memory, at {stall_rate} for each MiB: the rate of"
                      + " this process's earlier forks."),
              always(
                  "The caller waits, and so does each thread that needs the kernel to change its"
                      + " memory map. Afterwards the parent's first write to each of {pages} pages"
                      + " faults once more, which often costs more than the stop.")),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Save less often, or on a replica; keep the data set of one instance smaller."),
              Remedies.OTHER_FORK,
              always(
                  "Large pages make page tables smaller (for a JVM:"
                      + " -XX:+UseTransparentHugePages).")));

  private MemoryTexts() {}
}
