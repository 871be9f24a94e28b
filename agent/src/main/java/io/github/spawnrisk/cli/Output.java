// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.export.ReportFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What others read of a command: half of it, on a full disk, is no success. */
final class Output {
  private Output() {}

  /** Why it is not whole on standard output. Both writers keep a failure to themselves. */
  static Optional<String> write(CommandSpec spec, ReportFile.Content content) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      content.writeTo(out);
    } catch (IOException failure) {
      return Optional.of("cannot write to standard output: " + Failures.why(failure));
    }
    return out.checkError() || System.out.checkError()
        ? Optional.of("cannot write to standard output; what it got is not whole")
        : Optional.empty();
  }
}
