// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One log that grows: each line is read once, when it is whole, also behind a rotation. */
final class FollowedLog {
  private static final int MOST_ROWS = 1000; // as in a JVM

  private final Path path;
  private final Pipeline pipeline = new Pipeline(MOST_ROWS);
  private @Nullable Object file;
  private long offset;
  private boolean isBehind;

  FollowedLog(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Whether there was no time to read all that is there. */
  boolean isBehind() {
    return isBehind;
  }

  /** Reads what has been added, for so long at most. A log that is not there yet has no events. */
  void readOn(Duration time) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!now.isRegularFile()) {
        throw new IOException("no regular file");
      }
      if (!now.fileKey().equals(file) || now.size() < offset) {
        file = now.fileKey();
        offset = 0;
      }
      long end = System.nanoTime() + time.toNanos();
      BooleanSupplier goesOn = () -> System.nanoTime() - end < 0;
      if (offset < now.size()) {
        offset = EventLog.readOn(path, offset, pipeline, goesOn);
      }
      isBehind = !goesOn.getAsBoolean();
    } catch (NoSuchFileException none) {
      isBehind = false; // it is made at the first event, and gone for a moment as it is rotated
    }
  }
}
