// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Leaves a JVM that is watched. */
@Command(
    name = "detach",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Leaves a JVM that is watched, by attach or by -javaagent: takes out what was",
      "woven, ends the agent's threads, and writes the reports that were asked for."
    },
    footer = {"", "Examples:", "  spawnrisk detach 4711"})
final class DetachCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "The JVM's process number.")
  private String process;

  @Override
  public Integer call() {
    return new Orders(spec).give(process, "detach", "");
  }
}
