// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Copy;
import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.LivingCopies;
import io.github.spawnrisk.report.Pipeline;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.UnreadLines;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads files and folders of event lines, and keeps one line for each that is not all right. */
final class EventFiles {
  private final Pipeline pipeline = new Pipeline();
  private final Set<Path> read = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  /** A file, or the *.jsonl files of a folder; one that was given twice counts once. */
  EventFiles read(Path path) {
    try {
      for (Path file : files(path)) {
        if (isSpecial(file)) {
          problems.add("cannot read '" + file + "': not a regular file; copy its lines to one");
        } else if (read.add(file.toRealPath())) {
          EventLog.read(file, pipeline);
        }
      }
    } catch (IOException failure) {
      problems.add(problem(failure, path));
    }
    return this;
  }

  /** A folder that may well be empty. */
  EventFiles readAnyIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      entries.filter(EventFiles::isEventFile).sorted().forEach(this::read);
    } catch (IOException failure) {
      problems.add(problem(failure, folder));
    }
    return this;
  }

  static boolean isEventFile(Path file) {
    return file.toString().endsWith(".jsonl") && !isSpecial(file);
  }

  /** A FIFO or a device may keep its reader waiting for ever. */
  private static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files = entries.filter(EventFiles::isEventFile).sorted().toList();
      if (files.isEmpty()) {
        problems.add("no event files (*.jsonl) in folder '" + path + "'");
      }
      return files;
    }
  }

  /** Why a file could not be read, or one of its folder. */
  static String problem(IOException failure, Path path) {
    String name =
        failure instanceof FileSystemException named && named.getFile() != null
            ? named.getFile()
            : path.toString();
    return "cannot read '" + name + "': " + Failures.why(failure);
  }

  /** Copies that were measured from outside; before the files are read, which tell their spawns. */
  EventFiles with(Collection<Copy> measured) {
    measured.forEach(pipeline::accept);
    return this;
  }

  /** Of children of all files that run on this host. */
  void measureLiving() {
    LivingCopies.measure(pipeline);
  }

  boolean anyRead() {
    return !read.isEmpty();
  }

  Report report() {
    return pipeline.report();
  }

  /** One line for each file that could not be read, or not whole. */
  List<String> problems() {
    List<String> lines = new ArrayList<>(problems);
    Map<String, List<UnreadLines>> byFile = new LinkedHashMap<>();
    for (UnreadLines unread : report().unread()) {
      byFile.computeIfAbsent(unread.file(), file -> new ArrayList<>()).add(unread);
    }
    byFile.forEach((file, unread) -> lines.add(problem(file, unread)));
    return lines;
  }

  private static String problem(String file, List<UnreadLines> unread) {
    UnreadLines first = unread.get(0);
    long all = unread.stream().mapToLong(UnreadLines::count).sum();
    String more = "";
    if (all > 1) {
      more = ", and " + (all - 1) + (unread.size() == 1 ? " more like it" : " more");
    }
    return "line "
        + first.firstLine()
        + " of '"
        + file
        + "' is not an event ("
        + first.why()
        + "); skipped"
        + more;
  }
}
