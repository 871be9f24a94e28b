// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventLogTest {
  @TempDir private Path folder;

  private Report read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("x.jsonl"), bytes);
    Pipeline pipeline = new Pipeline();
    EventLog.read(file, pipeline);
    return pipeline.report();
  }

  @Test
  void readsWhatCanBeReadOfAForeignFile() {
    Report report = Lines.report("foreign.jsonl");

    assertThat(report.spawns()).isEqualTo(1);
    assertThat(report.unread())
        .containsExactly(
            new UnreadLines(
                Lines.file("foreign.jsonl").toString(),
                "schema 3; this version reads schema 1",
                2,
                3));
  }

  @Test
  void saysThatTheLastLineIsTorn() {
    Report report = Lines.report("torn.jsonl");

    assertThat(report.spawns()).isEqualTo(1);
    assertThat(report.unread())
        .extracting(UnreadLines::firstLine, UnreadLines::why)
        .containsExactly(tuple(2L, "torn: the file ends without a newline"));
  }

  @Test
  void readsABinaryFileWithoutHarm() {
    assertThat(Lines.report("binary.jsonl").unread())
        .extracting(UnreadLines::count)
        .containsExactly(2L, 1L);
  }

  @Test
  void readsAnEmptyFileAsNoEvents() throws IOException {
    assertThat(read(new byte[0])).isEqualTo(Report.EMPTY);
  }

  @Test
  void keepsNoMoreThanItNeedsOfALineWithoutEnd() throws IOException {
    byte[] endless = new byte[1_000_003];
    Arrays.fill(endless, (byte) 'x');
    endless[endless.length - 1] = '\n';

    List<UnreadLines> unread = read(endless).unread();

    assertThat(unread).extracting(UnreadLines::why).containsExactly("longer than 65536 bytes");
  }
}
