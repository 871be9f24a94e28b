// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.render.ComparisonJson;
import io.github.spawnrisk.render.ComparisonText;
import io.github.spawnrisk.report.Change;
import io.github.spawnrisk.report.Comparison;
import io.github.spawnrisk.report.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Says what became worse from one report to another. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Says what became worse from one report to another, by call site: new findings, higher",
      "levels, less room, copies where there were none, failures, slower calls."
    },
    footer = {
      "",
      "OLD and NEW are reports that were saved by 'spawnrisk report --json', or logs as",
      "'spawnrisk report' takes them: a file, a folder, a pattern, or - for one of them.",
      "",
      "Examples:",
      "  spawnrisk report --json /var/log/spawnrisk > monday.json",
      "  spawnrisk diff monday.json tuesday.json",
      "  spawnrisk diff --fail-on warning release-1.json release-2.json",
      "  spawnrisk diff monday.json /var/log/spawnrisk"
    })
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private GateOption failOn;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "OLD", description = "The report to compare with, or logs.")
  private Path older;

  @Parameters(
      index = "1",
      paramLabel = "NEW",
      description = "The report that may be worse, or logs.")
  private Path newer;

  @Override
  public Integer call() {
    Gate gate = failOn.gate(spec);
    if (older.equals(LogArguments.STDIN) && newer.equals(LogArguments.STDIN)) {
      throw new ParameterException(spec.commandLine(), "only one of OLD and NEW can be -");
    }
    try {
      List<String> problems = new ArrayList<>();
      Comparison comparison =
          Comparison.of(SavedReports.of(older, problems), SavedReports.of(newer, problems));
      String text = json ? ComparisonJson.render(comparison) : ComparisonText.render(comparison);
      Output.write(spec, out -> out.write(text)).ifPresent(problems::add);
      problems.forEach(problem -> Failures.say(spec, problem));
      int status = status(gate, comparison);
      return status == ExitCode.OK && !problems.isEmpty() ? Failures.DATA : status;
    } catch (IOException unreadable) {
      Failures.say(spec, unreadable.getMessage());
      return Failures.DATA;
    } catch (OutOfMemoryError tooMany) {
      return Failures.outOfMemory(spec);
    }
  }

  private int status(@Nullable Gate gate, Comparison comparison) {
    List<Change> stopped = gate == null ? List.of() : gate.stopped(comparison);
    if (stopped.isEmpty()) {
      return ExitCode.OK;
    }
    Change first = stopped.get(0);
    return GateOption.stopped(spec, stopped.size(), first.code(), first.place());
  }
}
