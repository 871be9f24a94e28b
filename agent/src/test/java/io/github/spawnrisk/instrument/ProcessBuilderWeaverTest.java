// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.junit.jupiter.api.Test;

final class ProcessBuilderWeaverTest {
  private static byte[] original() throws IOException {
    try (InputStream in = ProcessBuilder.class.getResourceAsStream("ProcessBuilder.class")) {
      return in.readAllBytes();
    }
  }

  private static byte[] transform(String name, byte[] classFile) {
    return new ProcessBuilderWeaver(null)
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
  void weavesAgainWhereOnlyTheConstantsOfAnEarlierWeavingAreLeft() throws IOException {
    ClassReader reader = new ClassReader(original());
    ClassWriter writer = new ClassWriter(reader, 0); // takes over the constants, and adds one
    writer.newClass("io/github/spawnrisk/boot/SpawnGate");
    reader.accept(writer, 0);

    byte[] woven = transform("java/lang/ProcessBuilder", writer.toByteArray());

    assertThat(ProcessBuilderWeaver.isWoven(writer.toByteArray())).isFalse();
    assertThat(ProcessBuilderWeaver.isWoven(woven)).isTrue();
  }

  @Test
  void leavesAllOtherClassesAlone() throws IOException {
    assertThat(transform("java/lang/Process", original())).isNull();
    assertThat(transform(null, original())).isNull();
    assertThat(
            new ProcessBuilderWeaver(null)
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
