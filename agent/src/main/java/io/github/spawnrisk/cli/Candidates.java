// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Numbers of processes, from /proc. */
final class Candidates {
  private static final Path PROC = Path.of("/proc");

  private Candidates() {}

  /** Of all processes but this one, which ends in a moment. */
  static List<Integer> all() throws AssessmentException {
    List<Integer> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[1-9]*")) {
      entries.forEach(entry -> add(pids, entry.getFileName().toString()));
    } catch (IOException failure) {
      throw new AssessmentException("cannot read '/proc': " + Failures.why(failure));
    }
    Collections.sort(pids);
    return pids;
  }

  /** Adds what is a number, and not this process's. */
  static void add(List<Integer> pids, String text) {
    if (text.matches("[1-9][0-9]{0,8}")
        && Integer.parseInt(text) != ProcessHandle.current().pid()) {
      pids.add(Integer.valueOf(text));
    }
  }
}
