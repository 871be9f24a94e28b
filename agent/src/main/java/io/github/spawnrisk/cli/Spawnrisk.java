// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command without a subcommand: shows the usual workflow. */
@Command(
    name = "spawnrisk",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      ReportCommand.class,
      AssessCommand.class,
      TopCommand.class,
      AttachCommand.class,
      DetachCommand.class,
      DiffCommand.class,
      ExplainCommand.class,
      OptionsCommand.class,
      CompletionCommand.class,
      ManCommand.class
    },
    description = "Says which of a service's spawns could hurt it, why, and what to do about it.",
    exitCodeListHeading = "%nExit status ('spawnrisk run' returns its command's own):%n",
    exitCodeList = {
      "0:done",
      "1:bad data, or an internal failure",
      "2:wrong usage",
      "3:what --fail-on looks for was found",
      "4:a JVM cannot be attached to"
    },
    footer = {
      "",
      "Examples:",
      "  spawnrisk run -- redis-server --save 60 1",
      "  spawnrisk run -o /var/tmp/spawns -- java -jar service.jar",
      "  spawnrisk report /var/tmp/spawns",
      "  spawnrisk assess --all",
      "  spawnrisk attach 4711 log=/var/log/spawnrisk"
    })
final class Spawnrisk implements Callable<Integer> {
  private static final String[] WORKFLOW = {
    "spawnrisk says which of a service's spawns could hurt it, why, and what to do.",
    "",
    "  spawnrisk run -- COMMAND...     run a command, watch its spawns, report at the end",
    "  spawnrisk report FILE|DIR...    report on events that were logged before",
    "  spawnrisk assess PID|--all      what if a process forked now",
    "  spawnrisk top PID               the same and its spawns, live, until q",
    "  spawnrisk diff OLD NEW          what became worse between two JSON reports",
    "  spawnrisk attach PID            watch a JVM that runs, until 'spawnrisk detach PID'",
    "  spawnrisk explain CODE          what a finding means, and what to do",
    "  java -javaagent:spawnrisk.jar=report=stderr ...",
    "                                  watch one JVM, with its Java call sites",
    "",
    "'spawnrisk --help' and 'spawnrisk COMMAND --help' have options and examples.",
  };

  @Spec private CommandSpec spec;

  static CommandLine commandLine() {
    return new CommandLine(new Spawnrisk())
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::internal);
  }

  @Override
  public Integer call() {
    for (String line : WORKFLOW) {
      spec.commandLine().getOut().println(line);
    }
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
