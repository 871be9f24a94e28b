// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventLogTest {
  private static final String CUT = "cut off, with another line behind it";
  private static final String SPAWN = Lines.of("service.jsonl").get(1);
  private static final String LOSS = Lines.of("loss.jsonl").get(0);

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

  private Report read(String line) throws IOException {
    return read((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void readsWhatStandsBehindEachPartOf(String torn) throws IOException {
    int blanks = torn.length() - torn.stripLeading().length();
    int cuts = torn.length() - blanks;
    StringBuilder lines = new StringBuilder();
    for (int cut = blanks + 1; cut <= torn.length(); cut++) {
      lines.append(torn, 0, cut).append(" ".repeat(cut % 3)).append(LOSS).append('\n');
    }

    Report report = read(lines.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(report.spawns()).isZero();
    assertThat(report.completeness().lost()).isEqualTo(3L * cuts);
    assertThat(report.unread())
        .extracting(UnreadLines::why, UnreadLines::firstLine, UnreadLines::count)
        .containsExactly(tuple(CUT, 1L, (long) cuts));
  }

  @Test
  void readsALineThatStandsBehindOneThatWasCut() throws IOException {
    readsWhatStandsBehindEachPartOf(SPAWN);
    readsWhatStandsBehindEachPartOf("  " + SPAWN.substring(0, 40) + SPAWN.substring(0, 90));
  }

  @Test
  void takesNoTextWithinALineForAnEvent() throws IOException {
    String text = LOSS.replace("\\", "\\\\").replace("\"", "\\\"");
    String quoting = SPAWN.replace("\"convert\"", '"' + text + '"');
    assertThat(quoting).contains(text);

    readsWhatStandsBehindEachPartOf(quoting);
    Report report = read(quoting);

    assertThat(report.spawns()).isEqualTo(1);
    assertThat(report.completeness().lost()).isZero();
    assertThat(report.unread()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INFO made %s",
        "{\"text\":%s",
        "{\"schema\":3,\"part\":%s}",
        "{\"schema\":1,\"parts\":[%s]}",
        "%s and more",
        "%s}"
      })
  void takesNoPartOfAnotherProgramsLineForAnEvent(String line) throws IOException {
    Report report = read(line.replace("%s", LOSS));

    assertThat(report.completeness().lost()).isZero();
    assertThat(report.unread()).extracting(UnreadLines::count).containsExactly(1L);
    assertThat(report.unread()).extracting(UnreadLines::why).doesNotContain(CUT);
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
