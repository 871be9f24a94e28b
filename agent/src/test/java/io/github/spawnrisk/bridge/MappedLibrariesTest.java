// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MappedLibrariesTest {
  private static final String LIBC =
      "7f0000000000-7f0000001000 r-xp 00000000 08:01 42     /lib/x86_64-linux-gnu/libc.so.6\n";

  private static String mapped(String path) {
    return LIBC + "7f1000000000-7f1000001000 r-xp 00000000 08:01 43     " + path + "\n" + LIBC;
  }

  @Test
  void tellNothingWhereThereIsNothing() {
    assertThat(MappedLibraries.parse(LIBC)).isEqualTo(new MappedLibraries(null, false));
    assertThat(MappedLibraries.parse("")).isEqualTo(new MappedLibraries(null, false));
  }

  @Test
  void haveThePathOfThePreloadedLibrary() {
    String path = "/opt/a folder/libspawnrisk.so.0";

    assertThat(MappedLibraries.parse(mapped(path)).spawnrisk()).isEqualTo(path);
  }

  @Test
  void leaveOutADeletedFileAndOtherFilesOfAFolderWithItsName() {
    assertThat(MappedLibraries.parse(mapped("/tmp/libspawnrisk.so (deleted)")).spawnrisk())
        .isNull();
    assertThat(MappedLibraries.parse(mapped("/opt/libspawnrisk-1/libother.so")).spawnrisk())
        .isNull();
  }

  @Test
  void tellMuslFromGlibc() {
    assertThat(MappedLibraries.parse(mapped("/lib/ld-musl-x86_64.so.1")).musl()).isTrue();
  }
}
