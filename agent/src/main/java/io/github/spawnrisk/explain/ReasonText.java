// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static io.github.spawnrisk.explain.Text.always;
import static io.github.spawnrisk.explain.Text.when;

import io.github.spawnrisk.explain.Placeholders.Unit;
import java.util.List;

/** The reasons' texts, one block for each code; {@code docs/reasons.md} has a section for each. */
record ReasonText(
    String code,
    Unit unit,
    String summary,
    List<Text> need,
    String have,
    List<Text> explanation,
    List<Text> remedies) {
  private static final List<Text> COMMIT_NEED =
      List.of(
          when(
              Situation::isStrictPolicy,
              "what the copy would add to Committed_AS ({charge_source}, read {when}, before the"
                  + " call)"),
          when(
              Situation::isHeuristicPolicy,
              "the largest area that the copy inherits ({areas}, read {when}, before the call)"));

  private static final String COMMIT_LEFT =
      "what the policy still leaves: {commit_sum} ({source}, read {when}, before the call)";

  private static final ReasonText COMMIT_REFUSED =
      new ReasonText(
          "COMMIT_REFUSED",
          Unit.BYTES,
          "The kernel refuses this {call}: the copy's commit charge does not fit.",
          COMMIT_NEED,
          COMMIT_LEFT,
          List.of(
              when(
                  Situation::isStrictPolicy,
                  "vm.overcommit_memory is 2: the kernel counts every private writable page as if"
                      + " it were used, and refuses what would bring Committed_AS to CommitLimit"
                      + " less its reserves. The call returns ENOMEM, however much memory is"
                      + " free."),
              when(
                  Situation::isHeuristicPolicy,
                  "Under the kernel's default policy no single area may exceed RAM plus swap. The"
                      + " process's largest area does, so the call returns ENOMEM.")),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Set vm.overcommit_memory=1, as Redis asks for: then the fork is not refused."
                      + " Leave {need} free for the copy all the same."),
              Remedies.OTHER_FORK,
              when(
                  Situation::isStrictPolicy,
                  "Raise the limit by {missing} at least: add swap, or raise vm.overcommit_ratio or"
                      + " vm.overcommit_kbytes."),
              when(
                  Situation::isHeuristicPolicy,
                  "Add swap, or make the largest area smaller (in a JVM: -Xmx).")));

  private static final ReasonText COMMIT_NEAR =
      new ReasonText(
          "COMMIT_NEAR",
          Unit.BYTES,
          "The copy's commit charge hardly fits: {call} is refused soon, or now.",
          COMMIT_NEED,
          COMMIT_LEFT,
          List.of(
              when(
                  Situation::isWithin,
                  "The kernel accepts {need}, with less than a tenth of that to spare. When this"
                      + " process or another one grows, the same call returns ENOMEM."),
              when(
                  Situation::isBeyond,
                  "By these figures the call returns ENOMEM. That is not certain: the kernel"
                      + " compares with a counter that differs a little from Committed_AS, and"
                      + " the charge may be less where it was not added up area by area.")),
          List.of(
              Remedies.JDK_FORK,
              when(
                  Situation::isRedis,
                  "Set vm.overcommit_memory=1, as Redis asks for: then the fork is not refused."),
              Remedies.OTHER_FORK,
              when(
                  Situation::isStrictPolicy,
                  "Raise the limit: add swap, or raise vm.overcommit_ratio or"
                      + " vm.overcommit_kbytes."),
              when(Situation::isHeuristicPolicy, "Add swap, or make the largest area smaller.")));

  private static final ReasonText REFUSED =
      new ReasonText(
          "REFUSED",
          Unit.BYTES,
          "{call} failed with {source}: there is no child.",
          List.of(),
          "",
          List.of(
              when(
                  situation -> situation.isErrno("ENOMEM"),
                  "ENOMEM: the kernel had no memory for the child, or its overcommit policy refused"
                      + " the copy's charge of {charge}."),
              when(
                  situation -> situation.isErrno("EAGAIN"),
                  "EAGAIN: a limit on the number of processes is reached: pids.max of a cgroup,"
                      + " RLIMIT_NPROC, or kernel.threads-max. Threads count too."),
              when(
                  situation -> situation.isErrno("EPERM") || situation.isErrno("ENOSYS"),
                  "{source}: most likely a seccomp filter: a policy, not a shortage."),
              Text.WHEN),
          List.of(
              when(situation -> situation.isErrno("ENOMEM"), "Look at vm.overcommit_memory first."),
              when(
                  situation -> situation.isErrno("ENOMEM") && situation.isJdkFork(),
                  Remedies.JDK_FORK.sentence()),
              when(
                  situation -> situation.isErrno("EAGAIN"),
                  "Raise pids.max or RLIMIT_NPROC, or start fewer children at once; a JVM needs two"
                      + " free slots for each."),
              when(
                  situation -> situation.isErrno("EPERM") || situation.isErrno("ENOSYS"),
                  "Allow {call} in the container's seccomp profile."),
              always("Make sure that the caller handles the failure.")));

  /** In the order of severity. */
  static final List<ReasonText> ALL =
      List.of(
          REFUSED,
          COMMIT_REFUSED,
          ResourceTexts.PROCESS_LIMIT,
          OutcomeTexts.OOM_KILLED,
          MemoryTexts.OOM_LIKELY,
          MemoryTexts.OOM_POSSIBLE,
          MemoryTexts.CHILD_FOOTPRINT,
          ResourceTexts.HELPER_MISMATCH,
          ResourceTexts.HUGETLB_COPY,
          MemoryTexts.THROTTLE_POSSIBLE,
          MemoryTexts.FORK_STALL,
          OutcomeTexts.NO_EXEC,
          COMMIT_NEAR,
          ResourceTexts.PINNED_COPY,
          ResourceTexts.FD_LEAK,
          ResourceTexts.MECHANISM_AT_RISK);
}
