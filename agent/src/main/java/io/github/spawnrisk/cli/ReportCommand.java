// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.SavedReport;
import io.github.spawnrisk.export.ReportFile;
import io.github.spawnrisk.render.Colours;
import io.github.spawnrisk.render.HtmlRenderer;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import io.github.spawnrisk.report.Gate;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Saved;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      "It is 3 where --fail-on finds something.",
      "",
      "Examples:",
      "  spawnrisk report /var/log/spawnrisk",
      "  spawnrisk report --html report.html /var/log/spawnrisk",
      "  spawnrisk report --measure-living /var/log/spawnrisk",
      "  kubectl exec deploy/shop -- sh -c 'cat /var/log/spawnrisk/*.jsonl' |",
      "      spawnrisk report -",
      "  spawnrisk report --fail-on warning --baseline known.json /var/log/spawnrisk",
      "  spawnrisk report --json spawnrisk-4711-88231.jsonl | jq '.call_sites[0]'"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also writes it as one HTML file, which needs neither a network nor another file.")
  private @Nullable Path html;

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

  @Mixin private GateOption failOn;

  @Option(
      names = "--baseline",
      paramLabel = "REPORT",
      description =
          "Has --fail-on let pass what this report of 'spawnrisk report --json', or these logs,"
              + " have at the same call site and command, as bad or worse.")
  private @Nullable Path baseline;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR|GLOB",
      description =
          "Logs, plain or packed by gzip or zstd, and flight recordings; folders of logs (*.jsonl,"
              + " and as logrotate renames them); patterns, such as '/var/log/**/*.jsonl.*'; - is"
              + " standard input.")
  private List<Path> paths;

  @Override
  public Integer call() {
    Gate gate = failOn.gate(spec);
    if (gate == null && baseline != null) {
      throw new ParameterException(
          spec.commandLine(), "--baseline is for --fail-on; give that too");
    }
    if (LogArguments.STDIN.equals(baseline) && paths.contains(LogArguments.STDIN)) {
      throw new ParameterException(
          spec.commandLine(), "only one of --baseline and the logs can be -");
    }
    try {
      List<String> problems = new ArrayList<>();
      SavedReport accepted =
          baseline == null ? SavedReport.EMPTY : SavedReports.of(baseline, problems);
      return report(gate, accepted, problems);
    } catch (IOException unreadable) {
      Failures.say(spec, unreadable.getMessage());
      return Failures.DATA;
    } catch (OutOfMemoryError tooMany) {
      return Failures.outOfMemory(spec);
    }
  }

  private int report(@Nullable Gate gate, SavedReport accepted, List<String> problems) {
    Report report;
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
      problems.addAll(files.problems(report));
    }
    if (isReported) {
      Output.write(spec, out -> print(report, out)).ifPresent(problems::add);
    }
    if (isReported && html != null) {
      writeHtml(html, report).ifPresent(problems::add);
    }
    problems.forEach(problem -> Failures.say(spec, problem));
    List<Gate.Stopped> stopped =
        gate == null ? List.of() : gate.stopped(Saved.of(report), accepted);
    if (!stopped.isEmpty()) {
      Gate.Stopped first = stopped.get(0);
      return GateOption.stopped(spec, stopped.size(), first.finding().code(), first.place());
    }
    return problems.isEmpty() ? ExitCode.OK : Failures.DATA;
  }

  /** Why it could not be written. */
  private static Optional<String> writeHtml(Path file, Report report) {
    try {
      ReportFile.write(file.toString(), out -> HtmlRenderer.write(report, out));
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of("cannot write '" + file + "': " + Failures.why(failure));
    }
  }

  private void print(Report report, Writer out) throws IOException {
    if (json) {
      JsonRenderer.write(report, out);
    } else {
      String text = TextRenderer.render(report);
      out.write(Terminal.isColoured() ? Colours.of(text) : text);
    }
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
