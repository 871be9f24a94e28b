// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFileTest {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  @TempDir private Path folder;

  @Test
  void isReadableByItsOwnerOnlyAlsoWhereTheFileWasThere() throws IOException {
    Path made = folder.resolve("made");
    Path there = Files.writeString(folder.resolve("there"), "a longer text than the report");
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrw-r--"));

    ReportFile.write(made.toString(), "report");
    ReportFile.write(there.toString(), "report");

    assertThat(made).hasContent("report");
    assertThat(there).hasContent("report");
    assertThat(Files.getPosixFilePermissions(made)).isEqualTo(OWNER_ONLY);
    assertThat(Files.getPosixFilePermissions(there)).isEqualTo(OWNER_ONLY);
  }

  @Test
  void isNotWrittenThroughALinkWhoseTargetStaysAsItWas() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "another's");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    assertThatThrownBy(() -> ReportFile.write(link.toString(), "report"))
        .isInstanceOf(IOException.class);

    assertThat(target).hasContent("another's");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void leavesADeviceAsItIs() throws IOException {
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(Path.of("/dev/null"));

    ReportFile.write("/dev/null", "report");

    assertThat(Files.getPosixFilePermissions(Path.of("/dev/null"))).isEqualTo(before);
  }
}
