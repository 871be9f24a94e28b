// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Begins to watch a JVM that runs. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Watches a running JVM from now on, with its Java call sites. As the JVM's user, or",
      "as root; of a container's JVM by the pid that it has here. Neither it nor this",
      "command needs a JDK."
    },
    footer = {
      "",
      "The options are the agent's ('spawnrisk options' lists them), each as the JVM sees it:",
      "in a container a path is the container's. 'spawnrisk detach' leaves again. The exit",
      "status is 4 where the JVM cannot be attached to.",
      "",
      "Examples:",
      "  spawnrisk attach 4711",
      "  spawnrisk attach 4711 log=/var/log/spawnrisk report=/tmp/report.txt"
    })
final class AttachCommand implements Callable<Integer> {
  private static final Set<String> PATHS =
      Set.of("log", "report", "report_json", "report_html", "config", "native");

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "PID", description = "The JVM's process number.")
  private String process;

  @Parameters(index = "1..*", paramLabel = "OPTION=VALUE", description = "What the agent is told.")
  private List<String> options = List.of();

  @Override
  public Integer call() {
    for (String option : options) {
      refuse(option);
    }
    return new Orders(spec).give(process, "attach", String.join(",", options));
  }

  private void refuse(String option) {
    int equals = option.indexOf('=');
    if (equals <= 0 || option.indexOf(',') >= 0) {
      throw new ParameterException(
          spec.commandLine(), "'" + option + "' is no option=value; a value has no comma");
    }
    String value = option.substring(equals + 1);
    boolean isPath = PATHS.contains(option.substring(0, equals));
    if (isPath && !value.startsWith("/") && !List.of("-", "stderr").contains(value)) {
      throw new ParameterException(
          spec.commandLine(),
          "'" + option + "' is relative to the JVM's folder, not to yours; give the full path");
    }
  }
}
