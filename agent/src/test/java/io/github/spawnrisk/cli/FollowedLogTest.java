// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FollowedLogTest {
  private static final String SPAWN = Lines.of("redis.jsonl").get(0) + "\n";

  @TempDir private Path folder;
  private Path log;
  private FollowedLog followed;

  @BeforeEach
  void followALogThatIsNotThereYet() {
    log = folder.resolve("a.jsonl");
    followed = new FollowedLog(log);
  }

  private void append(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private long spawns() throws IOException {
    followed.readOn(Duration.ofDays(1));
    assertThat(followed.isBehind()).isFalse();
    return followed.pipeline().report().spawns();
  }

  @Test
  void readsEachLineOnceWhenItIsWhole() throws IOException {
    assertThat(spawns()).isZero();
    append(SPAWN);
    assertThat(spawns()).isEqualTo(1);
    append(SPAWN + SPAWN.substring(0, 40));
    assertThat(spawns()).isEqualTo(2);
    append(SPAWN.substring(40));
    assertThat(spawns()).isEqualTo(3);
  }

  @Test
  void goesOnWithTheNewFileBehindARotation() throws IOException {
    append(SPAWN + SPAWN);
    assertThat(spawns()).isEqualTo(2);

    Files.move(log, folder.resolve("a.jsonl.1"));
    assertThat(spawns()).isEqualTo(2);
    append(SPAWN);

    assertThat(spawns()).isEqualTo(3);
  }

  @Test
  void saysThatThereWasNoTimeForAll() throws IOException {
    append(SPAWN.repeat(20));

    followed.readOn(Duration.ZERO);

    assertThat(followed.isBehind()).isTrue();
    assertThat(spawns()).isEqualTo(20);
  }
}
