// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        isRelative ? Path.of(".") : root,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
            Path named = isRelative ? Path.of(".").relativize(entry) : entry;
            if (matcher.matches(named) && Files.isRegularFile(entry)) {
              found.add(named);
            }
            return FileVisitResult.CONTINUE;
          }

          /** A folder that can't be looked into is told of as a file that can't be read. */
          @Override
          public FileVisitResult visitFileFailed(Path entry, IOException failure)
              throws IOException {
            if (entry.equals(root)) {
              throw failure;
            }
            Path named = isRelative ? Path.of(".").relativize(entry) : entry;
            if (mayHold(named, pattern)) {
              found.add(named);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  /** Whether below a folder there may be what matches: one that none asks for is no failure. */
  private static boolean mayHold(Path folder, Path pattern) {
    int names = folder.getNameCount();
    if (pattern.toString().contains("**") || names >= pattern.getNameCount()) {
      return true;
    }
    String start = (pattern.isAbsolute() ? "/" : "") + pattern.subpath(0, names);
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + start).matches(folder);
    } catch (PatternSyntaxException withinBraces) {
      return true;
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
