// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Copy;
import io.github.spawnrisk.report.LivingCopies;
import io.github.spawnrisk.report.LogReader;
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
import org.jspecify.annotations.Nullable;

/** Reads logs, and keeps one line for each that is not all right. */
final class EventFiles implements AutoCloseable {
  private final boolean isStrict;
  private final LogReader reader =
      new LogReader(Runtime.getRuntime().availableProcessors(), new Listener());
  private final Set<Path> read = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable Progress progress;
  private boolean isStopped;

  private final class Listener implements LogReader.Listener {
    @Override
    public void failed(String file, IOException failure) {
      problems.add(problem(failure, Path.of(file)));
    }

    @Override
    public boolean read(long bytes, long lines, boolean isSound) {
      if (progress != null) {
        progress.read(bytes, lines);
      }
      isStopped |= isStrict && !isSound;
      return !isStopped;
    }
  }

  /** What cannot be read is passed over. */
  EventFiles() {
    this(false);
  }

  /**
   * @param isStrict whether to stop at what cannot be read
   */
  EventFiles(boolean isStrict) {
    this.isStrict = isStrict;
  }

  EventFiles showing(Progress shown) {
    progress = shown;
    return this;
  }

  /** What one argument names; a file that was named twice counts once. */
  EventFiles read(Path argument) {
    if (isStopped) {
      return this;
    }
    try {
      List<Path> logs = LogArguments.logs(argument);
      if (logs.isEmpty()) {
        String where = LogArguments.isPattern(argument) ? "match '" : "in folder '";
        fail("no event files (*.jsonl) " + where + argument + "'");
      }
      for (Path log : logs) {
        readOne(log);
      }
    } catch (IOException failure) {
      fail(problem(failure, argument));
    }
    return this;
  }

  /** Whatever is wrong with one, the others of the argument are read. */
  private void readOne(Path log) {
    try {
      readWhatIs(log);
    } catch (IOException failure) {
      fail(problem(failure, log));
    }
  }

  private void readWhatIs(Path log) throws IOException {
    if (log.equals(LogArguments.STDIN)) {
      if (read.add(log)) {
        reader.read(log.toString(), System.in);
      }
    } else if (Files.isDirectory(log)) {
      throw refusal(log);
    } else if (SavedReports.isSaved(log)) {
      fail("cannot read '" + log + "': a report, no log; 'spawnrisk diff' compares reports");
    } else if (isSpecial(log)) {
      fail("cannot read '" + log + "': not a regular file; give its lines on standard input (-)");
    } else if (!Files.exists(log) || read.add(log.toRealPath())) {
      reader.read(log); // of one that is missing the reader tells in its turn
    }
  }

  /** Of a pattern's folder that could not be looked into: another try says why. */
  private static IOException refusal(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return new IOException("a folder, now of " + entries.count() + " entries");
    } catch (IOException why) {
      return why;
    }
  }

  private void fail(String problem) {
    problems.add(problem);
    isStopped |= isStrict;
  }

  /** A folder that may well be empty. */
  EventFiles readAnyIn(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      entries.filter(EventFiles::isEventFile).sorted().forEach(this::read);
    } catch (IOException failure) {
      fail(problem(failure, folder));
    }
    return this;
  }

  static boolean isEventFile(Path file) {
    return file.toString().endsWith(".jsonl") && !isSpecial(file);
  }

  /** A FIFO or a device may keep its reader waiting for ever. */
  static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
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
    measured.forEach(reader.pipeline()::accept);
    return this;
  }

  /** Of children of all files that run on this host. */
  void measureLiving() {
    reader.finish();
    LivingCopies.measure(reader.pipeline());
  }

  boolean anyRead() {
    return !read.isEmpty();
  }

  /** Whether something could not be read, and nothing is to be reported then. */
  boolean isStopped() {
    reader.finish();
    return isStopped;
  }

  Report report() {
    return reader.report();
  }

  /** One line for each file that could not be read, or not whole. */
  List<String> problems(Report report) {
    Map<String, List<UnreadLines>> byFile = new LinkedHashMap<>();
    for (UnreadLines unread : report.unread()) {
      if (!unread.isRest()) { // why is among the problems
        byFile.computeIfAbsent(unread.file(), file -> new ArrayList<>()).add(unread);
      }
    }
    List<String> lines = new ArrayList<>(problems);
    byFile.forEach((file, unread) -> lines.add(problem(file, unread)));
    return lines;
  }

  private String problem(String file, List<UnreadLines> unread) {
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
        + "); "
        + (isStrict ? "stopped" : "skipped" + more);
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.end();
    }
    reader.close();
  }
}
