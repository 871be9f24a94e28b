// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Which logs an argument names: a file, those of a folder, or those that a pattern matches. */
final class LogArguments {
  /** Standard input. */
  static final Path STDIN = Path.of("-");

  /** As processes write them, as logrotate(8) renames them, and packed. */
  private static final Pattern LOG = Pattern.compile(".*\\.jsonl([.-]\\d+)*(\\.gz|\\.zst)?");

  private static final Pattern WILD = Pattern.compile("[*?\\[{]");

  private LogArguments() {}

  /** In the order of their names; none where a folder or a pattern has none. */
  static List<Path> logs(Path argument) throws IOException {
    if (argument.equals(STDIN)) {
      return List.of(argument);
    }
    if (Files.isDirectory(argument)) {
      try (Stream<Path> entries = Files.list(argument)) {
        return entries.filter(LogArguments::isLog).sorted().toList();
      }
    }
    return isPattern(argument) ? matches(argument) : List.of(argument);
  }

  static boolean isPattern(Path argument) {
    return WILD.matcher(argument.toString()).find() && !Files.exists(argument);
  }

  static boolean isLog(Path file) {
    return LOG.matcher(file.toString()).matches() && !EventFiles.isSpecial(file);
  }

  private static List<Path> matches(Path pattern) throws IOException {
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException wrong) {
      throw new IOException("no pattern: " + wrong.getDescription(), wrong);
    }
    Path root = root(pattern);
    boolean isRelative = !pattern.isAbsolute() && root.toString().isEmpty();
    int depth = pattern.toString().contains("**") ? Integer.MAX_VALUE : pattern.getNameCount();
    try (Stream<Path> entries = Files.walk(isRelative ? Path.of(".") : root, depth)) {
      return entries
          .map(entry -> isRelative ? Path.of(".").relativize(entry) : entry)
          .filter(matcher::matches)
          .filter(entry -> Files.isRegularFile(entry))
          .sorted()
          .toList();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /** The folders before the first name with a wildcard. */
  private static Path root(Path pattern) {
    Path root = pattern.isAbsolute() ? pattern.getRoot() : Path.of("");
    for (Path name : pattern) {
      if (WILD.matcher(name.toString()).find()) {
        break;
      }
      root = root.resolve(name);
    }
    return root;
  }
}
