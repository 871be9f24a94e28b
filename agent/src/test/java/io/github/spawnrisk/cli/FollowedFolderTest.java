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

final class FollowedFolderTest {
  private static final String SPAWN = Lines.of("redis.jsonl").get(0) + "\n";

  private static final Duration LONG = Duration.ofDays(1);

  @TempDir private Path folder;
  private Path log;
  private FollowedFolder followed;

  @BeforeEach
  void followAnEmptyFolder() {
    log = folder.resolve("a.jsonl");
    followed = new FollowedFolder(folder);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private long spawnsAfterALook() {
    followed.readOn(LONG, () -> true);
    assertThat(followed.problems()).isEmpty();
    return followed.pipeline().report().spawns();
  }

  @Test
  void readsEachLineOnce() throws IOException {
    append(log, SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(1);

    append(log, SPAWN);
    append(folder.resolve("b.jsonl"), SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(3);
    assertThat(spawnsAfterALook()).isEqualTo(3);
  }

  @Test
  void leavesALineThatIsNotWholeForTheNextLook() throws IOException {
    append(log, SPAWN + SPAWN.substring(0, 40));
    assertThat(spawnsAfterALook()).isEqualTo(1);

    append(log, SPAWN.substring(40));
    assertThat(spawnsAfterALook()).isEqualTo(2);
    assertThat(followed.pipeline().report().unread()).isEmpty();
  }

  @Test
  void readsOnInAFileThatWasRenamed() throws IOException {
    append(log, SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(1);

    Files.move(log, folder.resolve("a-1.jsonl"));
    append(folder.resolve("a-1.jsonl"), SPAWN);
    append(log, SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(3);
  }

  @Test
  void beginsAnewWithAFileThatWasEmptied() throws IOException {
    append(log, SPAWN + SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(2);

    Files.writeString(log, SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(3);
  }

  @Test
  void readsBehindGarbageWithoutALineEndOnce() throws IOException {
    append(log, "x".repeat(100_000));
    assertThat(spawnsAfterALook()).isZero();

    append(log, "x\n" + SPAWN);
    assertThat(spawnsAfterALook()).isEqualTo(1);
  }

  @Test
  void stopsBehindALineWhenItIsTold() throws IOException {
    append(log, SPAWN + SPAWN);

    followed.readOn(LONG, () -> followed.pipeline().report().spawns() == 0);
    assertThat(followed.pipeline().report().spawns()).isEqualTo(1);

    assertThat(spawnsAfterALook()).isEqualTo(2);
  }

  @Test
  void followsNoMoreFilesThanItHasRoomFor() throws IOException {
    FollowedFolder one = new FollowedFolder(folder, 1);
    append(log, SPAWN);
    one.readOn(LONG, () -> true);
    assertThat(one.problems()).isEmpty();

    append(folder.resolve("0.jsonl"), SPAWN);
    append(log, SPAWN);
    one.readOn(LONG, () -> true);

    assertThat(one.pipeline().report().spawns()).isEqualTo(2);
    assertThat(one.problems())
        .containsExactly("copies were not measured of processes beyond the first 1");
  }

  @Test
  void readsWhatThereIsTimeForAndTheRestTheNextTime() throws IOException {
    append(log, SPAWN + SPAWN);

    followed.readOn(Duration.ZERO, () -> true);
    assertThat(followed.pipeline().report().spawns()).isZero();

    assertThat(spawnsAfterALook()).isEqualTo(2);
  }

  @Test
  void saysNothingOfALinkToNowhereWhichTheReportWillName() throws IOException {
    Files.createSymbolicLink(folder.resolve("b.jsonl"), folder.resolve("none"));

    assertThat(spawnsAfterALook()).isZero();
  }

  @Test
  void saysThatTheFolderIsGone() throws IOException {
    Files.delete(folder);

    followed.readOn(LONG, () -> true);

    assertThat(followed.problems())
        .containsExactly("cannot read '" + folder + "': no such file or folder");
    Files.createDirectory(folder);
  }
}
