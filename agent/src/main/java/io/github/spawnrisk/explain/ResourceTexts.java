// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static io.github.spawnrisk.explain.Text.always;
import static io.github.spawnrisk.explain.Text.when;

import io.github.spawnrisk.explain.Placeholders.Unit;
import java.util.List;

/** The texts of reasons about processes, huge and pinned pages, and descriptors. */
final class ResourceTexts {
  static final ReasonText PROCESS_LIMIT =
      new ReasonText(
          "PROCESS_LIMIT",
          Unit.COUNT,
          "{limiter} allows {have} processes and threads; with this {call} there are {need}.",
          List.of(
              always("processes and threads, this one included"),
              when(Situation::isInCgroup, "(pids.current of that cgroup, read with its limit)"),
              when(Situation::isUserLimit, "(all of the user's in /proc, read with the limit)")),
          "the limit ({source}, read {when}, before the call)",
          List.of(
              always(
                  "At the limit the call returns EAGAIN, and so does the start of a thread, which"
                      + " counts as a process does."),
              when(
                  Situation::isInCgroup,
                  "The limit is for all processes below the cgroup together, in a container usually"
                      + " for all that runs in it."),
              when(
                  Situation::isUserLimit,
                  "RLIMIT_NPROC counts all processes and threads of the user, on the whole"
                      + " machine.")),
          List.of(
              when(
                  Situation::isInCgroup,
                  "Raise {limit_name} of {limiter} (docker run --pids-limit, podPidsLimit of the"
                      + " kubelet, TasksMax of systemd)."),
              when(Situation::isUserLimit, "Raise RLIMIT_NPROC (ulimit -u, LimitNPROC)."),
              always(
                  "Start fewer children at once, or fewer threads; reap children that have ended:"
                      + " they count until then.")));

  static final ReasonText HUGETLB_COPY =
      new ReasonText(
          "HUGETLB_COPY",
          Unit.BYTES,
          "The copy can come to need {need} of huge pages; {have} can be had.",
          List.of(
              always(
                  "private huge pages, which the copy shares until one side writes (HugetlbPages of"
                      + " {status} in areas of {areas}, read {when}, before the call)")),
          "what can still be had ({source}, read {when}, before the call)",
          List.of(
              always(
                  "A copy has no huge pages reserved. When the parent writes and none is free, the"
                      + " kernel takes the page from the child, and the child's next touch of it"
                      + " ends it by SIGBUS.")),
          List.of(
              Remedies.JDK_FORK,
              Remedies.OTHER_FORK,
              always(
                  "Keep huge pages for {missing} more (vm.nr_hugepages), or exclude the areas by"
                      + " MADV_DONTFORK.")));

  static final ReasonText PINNED_COPY =
      new ReasonText(
          "PINNED_COPY",
          Unit.BYTES,
          "{call} copies {need} of pinned pages at once.",
          List.of(
              always(
                  "pages pinned for a device or io_uring ({source}, read {when}, before the"
                      + " call)")),
          "the threshold",
          List.of(
              always(
                  "A device may write to pinned pages at any time, so the kernel (since 5.12) does"
                      + " not share them with the child: it copies them while the caller waits.")),
          List.of(
              Remedies.JDK_FORK,
              Remedies.OTHER_FORK,
              always("Exclude the pinned areas by MADV_DONTFORK, as RDMA libraries do.")));

  static final ReasonText FD_LEAK =
      new ReasonText(
          "FD_LEAK",
          Unit.COUNT,
          "The child of this {call} gets {inherited}.",
          List.of(),
          "",
          List.of(
              when(
                  Situation::isOfLaunches,
                  "ProcessBuilder.start was under way in another thread: the JDK makes the pipes of"
                      + " its child without close-on-exec, and had not closed that child's ends"
                      + " yet. Until this child has closed them too, or has ended, whoever reads"
                      + " the output of that process waits for an end that does not come, even if"
                      + " the process itself is long gone."),
              when(
                  situation -> !situation.isOfLaunches(),
                  "They have no close-on-exec flag, and nothing closes them before the program"
                      + " runs. A pipe kept open keeps its reader waiting for an end that does not"
                      + " come; a listening socket keeps its port taken after the service has"
                      + " stopped; a file keeps its space on the disk."),
              when(
                  situation ->
                      situation.attempt().descriptors().partial() && !situation.isOfLaunches(),
                  "There may be more: so many are open that not all were looked at."),
              Text.WHEN),
          List.of(
              when(
                  Situation::isOfLaunches,
                  "Have the native code close what it inherits, in the child and before it runs on"
                      + " (close_range, closefrom), or keep it from starting children while Java"
                      + " does."),
              when(
                  situation -> !situation.isOfLaunches(),
                  "Open them with O_CLOEXEC (SOCK_CLOEXEC, pipe2, accept4, fopen mode \"e\"), or"
                      + " set FD_CLOEXEC."),
              when(
                  situation -> !situation.isOfLaunches(),
                  "Where that is in another's code, close them in the child:"
                      + " posix_spawn_file_actions_addclosefrom_np (glibc 2.34), close_range.")));

  static final ReasonText HELPER_MISMATCH =
      new ReasonText(
          "HELPER_MISMATCH",
          Unit.COUNT,
          "This JVM can start nothing: its {source}.",
          List.of(),
          "",
          List.of(
              always(
                  "The JDK starts each child by its own program lib/jspawnhelper, which has to be"
                      + " of the very same build. While it is not, each start fails, with an"
                      + " IOException that names the program that was wanted (JDK 17: error=2"
                      + " or 8, or exit status 1), and not the helper."),
              Text.WHEN),
          List.of(
              when(
                  situation -> situation.isSource("jspawnhelper is of another version"),
                  "Restart this JVM: its JDK was replaced while it ran, by a package's upgrade most"
                      + " likely."),
              when(
                  situation -> !situation.isSource("jspawnhelper is of another version"),
                  "Put lib/jspawnhelper back, with its right to be executed: an image that was cut"
                      + " down, or a copy, may have lost it. Where the JDK was replaced or removed"
                      + " while this JVM ran, restart it.")));

  static final ReasonText MECHANISM_AT_RISK =
      new ReasonText(
          "MECHANISM_AT_RISK",
          Unit.COUNT,
          "{source}=VFORK pins a mechanism that the JDK gives up.",
          List.of(),
          "",
          List.of(
              always(
                  "This vfork copies nothing. JDK 25 prints that VFORK is deprecated, and JDK 27"
                      + " makes a fork of it, which copies the process's memory: the same service"
                      + " would then be refused, stalled or killed where it is not now."),
              Text.WHEN),
          List.of(
              always(
                  "Drop -D{source}=VFORK: the default since JDK 13, POSIX_SPAWN, copies nothing"
                      + " either, and stays.")));

  private ResourceTexts() {}
}
