// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.SavedReport;
import io.github.spawnrisk.event.SavedReportReader;
import io.github.spawnrisk.report.LogFormat;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Saved;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** JSON reports that were written before, and logs in place of them. */
final class SavedReports {
  private static final Pattern BEGINNING = Pattern.compile("\\s*\\{\\s*\"report\"\\s*:");
  private static final int LONGEST_BEGINNING = 64;

  private SavedReports() {}

  /**
   * The report that an argument is, or that of the logs that it names.
   *
   * @param problems one line more for each log that could not be read, or not whole
   */
  static SavedReport of(Path argument, List<String> problems) throws IOException {
    if (!isOfLogs(argument)) {
      return read(argument);
    }
    try (EventFiles files = new EventFiles().read(argument)) {
      Report report = files.report();
      List<String> found = files.problems(report);
      if (!files.anyRead()) {
        throw new IOException(String.join("; ", found));
      }
      problems.addAll(found);
      return Saved.of(report);
    }
  }

  /** By its kind, its name or its first bytes: what has none of a log's is a report, or damaged. */
  private static boolean isOfLogs(Path argument) throws IOException {
    if (!Files.isRegularFile(argument)) {
      return Files.exists(argument)
          || argument.equals(LogArguments.STDIN)
          || LogArguments.isPattern(argument);
    }
    return LogArguments.isLog(argument) || LogFormat.isOfLog(argument);
  }

  /** Whether a file begins as a JSON report does. */
  static boolean isSaved(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return BEGINNING
          .matcher(new String(in.readNBytes(LONGEST_BEGINNING), StandardCharsets.UTF_8))
          .lookingAt();
    } catch (AccessDeniedException unreadable) {
      return false; // who reads it tells
    }
  }

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
