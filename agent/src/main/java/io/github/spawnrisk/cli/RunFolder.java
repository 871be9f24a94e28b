// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** The folder of one run's events and report. */
final class RunFolder {
  private RunFolder() {}

  /** A new one in the current folder, whose name sorts by time. */
  static Path fresh() throws IOException {
    String time =
        LocalDateTime.now(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    return given(Path.of("spawnrisk-" + time + "-" + ProcessHandle.current().pid()));
  }

  /** Another run's events would end up in this run's report. */
  static Path given(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      refuseEvents(folder);
    } else {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return folder.toAbsolutePath().normalize();
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
