// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
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
      "  spawnrisk report --json spawnrisk-4711-88231.jsonl | jq '.call_sites[0]'"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Option(
      names = "--measure-living",
      description =
          "Also measure what children that live on have copied so far: on the host of the"
              + " events, while they run. Takes the rights to read their /proc/PID/smaps_rollup"
              + " (their user's, or root's); at most 64 children.")
  private boolean measureLiving;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Files of event lines, and folders of such files (*.jsonl).")
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
    EventFiles files = new EventFiles();
    paths.forEach(files::read);
    if (measureLiving) {
      files.measureLiving();
    }
    if (files.anyRead()) {
      spec.commandLine()
          .getOut()
          .print(json ? JsonRenderer.render(files.report()) : TextRenderer.render(files.report()));
      spec.commandLine().getOut().flush();
    }
    files.problems().forEach(problem -> Failures.say(spec, problem));
    return files.problems().isEmpty() ? ExitCode.OK : Failures.DATA;
  }
}
