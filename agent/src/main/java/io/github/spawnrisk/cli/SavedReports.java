// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.SavedReport;
import io.github.spawnrisk.event.SavedReportReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON reports that were written before. */
final class SavedReports {
  private SavedReports() {}

  /** Says in the exception's message what is wrong with which file. */
  static SavedReport read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new SavedReportReader().read(in);
    } catch (IOException failure) {
      throw new IOException(
          "'" + file + "' is no report of 'spawnrisk report --json': " + Failures.why(failure),
          failure);
    }
  }
}
