// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.render.OptionList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what can be set. */
@Command(
    name = "options",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lists the options of the agent and of the library: default and meaning.",
    footer = {
      "",
      "Examples:",
      "  spawnrisk options",
      "  java -javaagent:spawnrisk.jar=log=/var/log/spawnrisk,report=stderr ...",
      "  java -Dspawnrisk.log=/var/log/spawnrisk -javaagent:spawnrisk.jar ...",
      "  SPAWNRISK_LOG=/var/log/spawnrisk java -javaagent:spawnrisk.jar ...",
      "  java -javaagent:spawnrisk.jar=config=/etc/spawnrisk.properties ..."
    })
final class OptionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--markdown", description = "As the table in docs/options.md.")
  private boolean markdown;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(markdown ? OptionList.markdown() : OptionList.text());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
