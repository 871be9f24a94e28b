// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class ProcessBuilderWeaverTest {
  private static byte[] original() throws IOException {
    try (InputStream in = ProcessBuilder.class.getResourceAsStream("ProcessBuilder.class")) {
      return in.readAllBytes();
    }
  }

  private static byte[] transform(String name, byte[] classFile) {
    return new ProcessBuilderWeaver()
        .transform(Object.class.getModule(), null, name, null, null, classFile);
  }

  @Test
  void weavesProcessBuilderOnce() throws IOException {
    byte[] woven = transform("java/lang/ProcessBuilder", original());

    assertThat(ProcessBuilderWeaver.isWoven(original())).isFalse();
    assertThat(ProcessBuilderWeaver.isWoven(woven)).isTrue();
    assertThat(transform("java/lang/ProcessBuilder", woven)).isNull();
  }

  @Test
  void leavesAllOtherClassesAlone() throws IOException {
    assertThat(transform("java/lang/Process", original())).isNull();
    assertThat(transform(null, original())).isNull();
    assertThat(
            new ProcessBuilderWeaver()
                .transform(
                    getClass().getModule(),
                    getClass().getClassLoader(),
                    "java/lang/ProcessBuilder",
                    null,
                    null,
                    original()))
        .isNull();
  }
}
