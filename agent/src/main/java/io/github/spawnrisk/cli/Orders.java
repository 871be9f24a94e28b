// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.attach.AttachException;
import io.github.spawnrisk.attach.Attachment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Tells the agent in another JVM what to do. */
final class Orders {
  private final CommandSpec spec;

  Orders(CommandSpec spec) {
    this.spec = spec;
  }

  /** Returns the exit status. */
  int give(String process, String verb, String options) {
    if (!process.matches("[0-9]{1,9}") || Integer.parseInt(process) == 0) {
      throw new ParameterException(spec.commandLine(), "'" + process + "' is no process's number");
    }
    try {
      String answer =
          Attachment.order(Integer.parseInt(process), jar(), Version.number(), verb, options);
      if (answer.equals("done")) {
        return ExitCode.OK;
      }
      Failures.say(spec, "process " + process + " says: " + answer);
    } catch (AttachException refusal) {
      Failures.say(spec, refusal.getMessage());
    } catch (URISyntaxException damaged) {
      Failures.say(spec, "cannot find its own jar: " + damaged.getMessage());
    }
    return Failures.ATTACH;
  }

  private Path jar() throws URISyntaxException {
    Path jar = Path.of(Orders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (!Files.isRegularFile(jar)) {
      throw new ParameterException(
          spec.commandLine(), "it has to be run from its jar, which the JVM loads; build it first");
    }
    return jar;
  }
}
