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
          List.of(always("processes and threads, this one included")),
          "the limit",
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

  private ResourceTexts() {}
}
