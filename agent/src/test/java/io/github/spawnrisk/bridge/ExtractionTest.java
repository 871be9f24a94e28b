// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExtractionTest {
  private static final byte[] CONTENT = {1, 2, 3, 5, 7, 11, 13};

  @TempDir Path folder;

  @Test
  void isForItsOwnerOnlyAndLeavesNothing() throws IOException {
    try (Extraction extraction = Extraction.into(folder.toFile(), CONTENT)) {
      Path library = extraction.library().toPath();

      assertThat(library).isAbsolute().hasBinaryContent(CONTENT);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.getParent())))
          .isEqualTo("rwx------");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysWhichFolderTakesNoFiles() {
    assertThatThrownBy(() -> Extraction.into(new File("/proc"), CONTENT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/proc/spawnrisk-");
  }
}
