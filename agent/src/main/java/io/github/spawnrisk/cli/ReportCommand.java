// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports on logged events. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Reports on logged events, of any number of processes together.",
    footer = {
      "",
      "What is no event is skipped and said on standard error; the exit status is then 1.",
      "",
      "Examples:",
      "  spawnrisk report /var/log/spawnrisk",
      "  spawnrisk report --measure-living /var/log/spawnrisk",
      "  kubectl logs deploy/shop | grep '^{\"schema\"' | spawnrisk report -",
      "  spawnrisk report --json spawnrisk-4711-88231.jsonl | jq '.call_sites[0]'"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Option(
      names = "--strict",
      description = "Stop at the first line that is no event, or file that cannot be read.")
  private boolean strict;

  @Option(
      names = "--measure-living",
      description =
          "Also measure what children that live on have copied so far: on the host of the"
              + " events, while they run. Takes the rights to read their /proc/PID/smaps_rollup"
              + " (their user's, or root's); at most 64 children.")
  private boolean measureLiving;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR|GLOB",
      description =
          "Logs, plain or packed by gzip or zstd; folders of such (*.jsonl, and as logrotate"
              + " renames them); patterns, such as '/var/log/**/*.jsonl.*'; - is standard input.")
  private List<Path> paths;

  @Override
  public Integer call() {
    try {
      return report();
    } catch (OutOfMemoryError tooMany) {
      return Failures.outOfMemory(spec);
    }
  }

  private int report() {
    Report report;
    List<String> problems;
    boolean isReported;
    try (EventFiles files = new EventFiles(strict)) {
      if (Terminal.isStandardError()) {
        files.showing(new Progress(spec.commandLine().getErr(), size(), System::nanoTime));
      }
      paths.forEach(files::read);
      if (measureLiving) {
        files.measureLiving();
      }
      isReported = !files.isStopped() && files.anyRead();
      report = files.report();
      problems = files.problems(report);
    }
    if (isReported) {
      print(json ? JsonRenderer.render(report) : TextRenderer.render(report));
    }
    problems.forEach(problem -> Failures.say(spec, problem));
    return problems.isEmpty() ? ExitCode.OK : Failures.DATA;
  }

  private void print(String report) {
    spec.commandLine().getOut().print(report);
    spec.commandLine().getOut().flush();
  }

  /** 0 where it is not known of each. */
  private long size() {
    long size = 0;
    for (Path path : paths) {
      try {
        for (Path log : LogArguments.logs(path)) {
          if (log.equals(LogArguments.STDIN)) {
            return 0;
          }
          size += Files.size(log);
        }
      } catch (IOException unreadable) {
        return 0; // which is told when it is read
      }
    }
    return size;
  }
}
