// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A report on disk: readable by its owner only, and never written through a symbolic link. */
public final class ReportFile {
  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private ReportFile() {}

  /** What writes a report. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /** Replaces what is in the file. */
  public static void write(String path, String text) throws IOException {
    write(path, out -> out.write(text));
  }

  /** The same of what is too large to be one text. */
  public static void write(String path, Content content) throws IOException {
    narrow(Path.of(path));
    var ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    try (FileChannel file = FileChannel.open(Path.of(path), OPTIONS, ownerOnly);
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(file), StandardCharsets.UTF_8))) {
      content.writeTo(out);
    }
  }

  /** One that was there has a mode of its own; a device or a FIFO keeps it. */
  private static void narrow(Path path) throws IOException {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(OWNER_ONLY);
    }
  }
}
