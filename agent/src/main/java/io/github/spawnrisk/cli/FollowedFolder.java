// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The event files of a folder that grow: each line is read once, when it is whole. They are read
 * anew for the report, so what is kept of them here is bounded.
 */
final class FollowedFolder {
  private static final int MOST_ROWS = 1000; // as in a JVM
  private static final int MOST_FILES = 65_536; // some 7 MB

  /** A file by its inode: one that is renamed is the same. */
  private record Grown(Path path, Object file, long offset) {}

  private final Path folder;
  private final int mostFiles;
  private final Pipeline pipeline = new Pipeline(MOST_ROWS);
  private final Set<String> problems = Collections.synchronizedSet(new LinkedHashSet<>());
  private Map<Object, Long> offsets = new HashMap<>();

  FollowedFolder(Path folder) {
    this(folder, MOST_FILES);
  }

  FollowedFolder(Path folder, int mostFiles) {
    this.folder = folder;
    this.mostFiles = mostFiles;
  }

  /** What was read so far. */
  Pipeline pipeline() {
    return pipeline;
  }

  /** One line for each file that could not be read. */
  List<String> problems() {
    return List.of(problems.toArray(new String[0]));
  }

  /** Reads what has been added, for as long as it may and there is time. */
  void readOn(Duration time, BooleanSupplier goesOn) {
    List<Grown> grown = grown();
    Collections.shuffle(grown); // where time is short, each has its turn
    long began = System.nanoTime();
    BooleanSupplier more =
        () -> goesOn.getAsBoolean() && System.nanoTime() - began < time.toNanos();
    for (Grown one : grown) {
      if (!more.getAsBoolean()) {
        return;
      }
      try {
        offsets.put(one.file(), EventLog.readOn(one.path(), one.offset(), pipeline, more));
      } catch (IOException failure) {
        note(failure, one.path());
      }
    }
  }

  private List<Grown> grown() {
    List<Grown> grown = new ArrayList<>();
    Map<Object, Long> present = new HashMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.filter(EventFiles::isEventFile).forEach(path -> look(path, present, grown));
      offsets = present;
    } catch (UncheckedIOException failure) {
      note(failure.getCause(), folder);
    } catch (IOException failure) {
      note(failure, folder);
    }
    return grown;
  }

  private void look(Path path, Map<Object, Long> present, List<Grown> grown) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      Object file = now.fileKey();
      long before = offsets.getOrDefault(file, 0L);
      long offset = now.size() < before ? 0 : before;
      boolean isFull = Math.max(offsets.size(), present.size()) >= mostFiles;
      if (isFull && !offsets.containsKey(file)) {
        problems.add("copies were not measured of processes beyond the first " + mostFiles);
      } else if (present.putIfAbsent(file, offset) == null && offset < now.size()) {
        grown.add(new Grown(path, file, offset));
      }
    } catch (IOException failure) {
      note(failure, path);
    }
  }

  private void note(IOException failure, Path path) {
    boolean isGone = failure instanceof NoSuchFileException && !path.equals(folder);
    if (!isGone) { // or renamed: the next look finds it
      problems.add(EventFiles.problem(failure, path));
    }
  }
}
