// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.render.JsonRenderer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogReaderTest {
  private static final String LOSS = Lines.of("loss.jsonl").get(0);

  @TempDir private Path folder;
  private final List<String> failures = new ArrayList<>();
  private boolean stopsAtFlaws;

  private final class Noted implements LogReader.Listener {
    @Override
    public void failed(String file, IOException failure) {
      failures.add(Path.of(file).getFileName() + " " + failure.getClass().getSimpleName());
    }

    @Override
    public boolean read(long bytes, long lines, boolean sound) {
      return sound || !stopsAtFlaws;
    }
  }

  private Report read(int processors, Path... files) {
    try (LogReader reader = new LogReader(processors, new Noted())) {
      for (Path file : files) {
        reader.read(file);
      }
      return reader.report();
    }
  }

  private Report stream(byte[] bytes) throws IOException {
    try (LogReader reader = new LogReader(2, new Noted())) {
      reader.read("-", new ByteArrayInputStream(bytes));
      return reader.report();
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** Spawns whose children end some megabytes later, with a warning in between. */
  private static String longLog(int spawns) {
    String spawn = Lines.of("children.jsonl").get(1);
    String exec = Lines.of("children.jsonl").get(2);
    String exit = Lines.of("children.jsonl").get(5);
    String warning = Lines.of("service.jsonl").get(0);
    StringBuilder log = new StringBuilder();
    for (int i = 1; i <= spawns; i++) {
      String id = "900.4000." + i;
      log.append(
          spawn.replace("900.4000.1", id).replace("\"child_pid\":911", "\"child_pid\":" + i));
      log.append('\n').append(exec.replace("900.4000.1", id)).append('\n');
      if (i % 100 == 0) {
        log.append(warning.replace("4711.88231.1", "4711.88231." + (100 + i))).append('\n');
        log.append("flaw ").append(i % 300).append('\n');
      }
    }
    for (int i = 1; i <= spawns; i++) {
      log.append(exit.replace("900.4000.1", "900.4000." + i)).append('\n');
    }
    return log.toString();
  }

  @Test
  void joinsWhatStandsMegabytesApart() throws IOException {
    Report report = read(2, file("long.jsonl", longLog(6007)));

    Row row = report.rows().stream().filter(it -> it.spawns() == 6007).findFirst().orElseThrow();
    assertThat(row.ends().ended()).isEqualTo(6007);
    assertThat(row.ends().executed()).isEqualTo(6007);
    assertThat(report.completeness().endsNotSeen()).isZero();
    assertThat(report.unreturned()).hasSize(60);
  }

  @Test
  void givesTheSameReportWithAnyNumberOfThreadsAndAsOnePipelineDoes() throws IOException {
    Path large = file("large.jsonl", longLog(6007));
    Path small = Lines.file("service.jsonl");
    Path flawed = Lines.file("foreign.jsonl");
    Pipeline pipeline = new Pipeline();
    for (Path file : List.of(large, small, flawed)) {
      EventLog.read(file, pipeline);
    }

    Report one = read(1, large, small, flawed);

    assertThat(one).isEqualTo(pipeline.report());
    for (int processors : new int[] {2, 3, 8}) {
      Report several = read(processors, large, small, flawed);
      assertThat(several).isEqualTo(one);
      assertThat(JsonRenderer.render(several)).isEqualTo(JsonRenderer.render(one));
    }
  }

  @Test
  void numbersLinesThroughAllBlocks() throws IOException {
    String many = (LOSS + "\n").repeat(40_000);

    Report report = read(2, file("x.jsonl", many + "flaw\n" + many + "flaw\ntorn"));

    assertThat(report.completeness().lost()).isEqualTo(3L * 80_000);
    assertThat(report.unread())
        .extracting(UnreadLines::firstLine, UnreadLines::count)
        .containsExactly(tuple(40_001L, 2L), tuple(80_003L, 1L));
  }

  @Test
  void passesOverALineThatIsLongerThanABlock() throws IOException {
    byte[] endless = new byte[3_000_017];
    Arrays.fill(endless, (byte) 'x');
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    log.writeBytes((LOSS + "\n").getBytes(StandardCharsets.UTF_8));
    log.writeBytes(endless);
    log.writeBytes(("\n" + LOSS + "\n").getBytes(StandardCharsets.UTF_8));

    Report report = stream(log.toByteArray());

    assertThat(report.completeness().lost()).isEqualTo(6);
    assertThat(report.unread())
        .containsExactly(new UnreadLines("-", "longer than 65536 bytes", 2, 1));
  }

  private interface Packing {
    OutputStream of(OutputStream out) throws IOException;
  }

  private static byte[] packed(String text, Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packing.of(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void readsWhatIsPackedByGzipOrZstdWhateverItsName() throws IOException {
    String log = longLog(307);
    Report plain = stream(log.getBytes(StandardCharsets.UTF_8));

    assertThat(stream(packed(log, GZIPOutputStream::new))).isEqualTo(plain);
    assertThat(stream(packed(log, ZstdOutputStream::new))).isEqualTo(plain);
  }

  @Test
  void readsOnBehindTheFirstOfSeveralPackedTogether() throws IOException {
    byte[] gzip = packed(LOSS + "\n", GZIPOutputStream::new);
    byte[] zstd = packed(LOSS + "\n", ZstdOutputStream::new);

    assertThat(stream(twice(gzip)).completeness().lost()).isEqualTo(6);
    assertThat(stream(twice(zstd)).completeness().lost()).isEqualTo(6);
  }

  private static byte[] twice(byte[] bytes) {
    byte[] both = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
    return both;
  }

  @Test
  void tellsOfALaterMemberOfAGzipFileThatIsBroken() throws IOException {
    byte[] member = packed(LOSS + "\n", GZIPOutputStream::new);
    for (int broken = member.length; broken < 2 * member.length; broken++) {
      boolean isFree = broken >= member.length + 4 && broken < member.length + 10;
      byte[] both = twice(member);
      both[broken] ^= 0x55;
      Path file = Files.write(folder.resolve("broken.gz"), both);
      failures.clear();

      Report report = read(2, file);

      assertThat(failures).as("byte %d", broken).hasSize(isFree ? 0 : 1);
      assertThat(report.unread().stream().anyMatch(UnreadLines::isRest)).isEqualTo(!isFree);
      assertThat(report.completeness().lost()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void readsOnBehindAMemberOfAGzipStreamOfWhichNothingMoreIsThereYet() throws IOException {
    byte[] member = packed(LOSS + "\n", GZIPOutputStream::new);
    InputStream first = new ByteArrayInputStream(member);
    InputStream second = new ByteArrayInputStream(member);

    try (LogReader reader = new LogReader(2, new Noted())) {
      reader.read("-", new SequenceInputStream(first, second));

      assertThat(reader.report().completeness().lost()).isEqualTo(6);
    }
  }

  @Test
  void keepsWhatItHasReadOfAFileThatIsCutAndGoesOn() throws IOException {
    byte[] whole = packed((LOSS + "\n").repeat(100_000), GZIPOutputStream::new);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 5));
    Path bad =
        Files.write(
            folder.resolve("bad.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 9, 9, 9});
    Path next = file("next.jsonl", LOSS + "\n");

    Report report = read(2, cut, bad, folder.resolve("none"), next);

    assertThat(failures)
        .containsExactly(
            "cut.gz " + EOFException.class.getSimpleName(),
            "bad.zst IOException",
            "none NoSuchFileException");
    // The trailer alone is missing: each line is there.
    assertThat(report.completeness().lost()).isEqualTo(3L * 100_001);
    assertThat(report.unread())
        .extracting(UnreadLines::file, UnreadLines::firstLine)
        .contains(tuple(cut.toString(), 100_001L), tuple(bad.toString(), 1L));
  }

  @Test
  void stopsAtTheFirstFlawInTheOrderOfTheFilesWhereItIsToldTo() throws IOException {
    stopsAtFlaws = true;
    Path sound = file("sound.jsonl", (LOSS + "\n").repeat(20_000));
    Path flawed = file("flawed.jsonl", LOSS + "\nflaw\nflaw\n");
    Path later = file("later.jsonl", "another\n");

    assertThat(read(2, sound, flawed, later).unread())
        .containsExactly(new UnreadLines(flawed.toString(), "not JSON", 2, 2));
  }
}
