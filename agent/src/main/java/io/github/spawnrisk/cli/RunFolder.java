// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder of one run's events and report.
 *
 * @param created what was made for it, the innermost first
 */
record RunFolder(Path path, List<Path> created) {
  RunFolder {
    created = List.copyOf(created);
  }

  /** A new one in the current folder, whose name sorts by time. */
  static RunFolder fresh() throws IOException {
    String time =
        LocalDateTime.now(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    return given(Path.of("spawnrisk-" + time + "-" + ProcessHandle.current().pid()));
  }

  /** Another run's events would end up in this run's report. */
  static RunFolder given(Path named) throws IOException {
    Path folder = named.toAbsolutePath().normalize();
    List<Path> missing = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      refuseEvents(named);
    } else {
      for (Path part = folder; part != null && !Files.exists(part); part = part.getParent()) {
        missing.add(part);
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return new RunFolder(folder, missing);
  }

  /** A run that never began leaves nothing behind. */
  void removeIfEmpty() throws IOException {
    try {
      for (Path folder : created) {
        Files.delete(folder);
      }
    } catch (DirectoryNotEmptyException used) {
      return; // by the command's events, or by somebody else
    }
  }

  private static void refuseEvents(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(EventFiles::isEventFile)) {
        throw new FileAlreadyExistsException(
            "'" + folder + "' holds another run's events; name another one");
      }
    }
  }
}
