// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {
  @TempDir private Path folder;

  @Test
  void reportsOnAFile() {
    Invocation invocation = Invocation.of("report", Lines.file("service.jsonl"));

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("AT RISK (warning)");
    assertThat(invocation.err()).isEmpty();
  }

  @Test
  void reportsOnAllEventFilesOfAFolder() throws IOException {
    Files.copy(Lines.file("service.jsonl"), folder.resolve("a.jsonl"));
    Files.copy(Lines.file("redis.jsonl"), folder.resolve("b.jsonl"));
    Files.writeString(folder.resolve("report.txt"), "not events");

    Invocation invocation = Invocation.of("report", folder);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("7 spawns from 3 call sites");
  }

  @Test
  void countsAFileOnceThatWasGivenTwice() {
    Path file = Lines.file("redis.jsonl");

    assertThat(Invocation.of("report", file, file).out()).contains("1 spawn from 1 call site");
  }

  @Test
  void printsJsonOnRequest() {
    assertThat(Invocation.of("report", "--json", Lines.file("redis.jsonl")).out())
        .startsWith("{")
        .contains("\"call_site\" : \"redis-server: fork\"");
  }

  @Test
  void saysInOneLineWhichLinesAreNoEventsAndReportsTheRest() {
    Path file = Lines.file("foreign.jsonl");

    Invocation invocation = Invocation.of("report", file);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).contains("1 spawn from 1 call site");
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: report: line 2 of '"
                + file
                + "' is not an event (schema 3; this version reads schema 1); skipped,"
                + " and 2 more like it\n");
  }

  @Test
  void saysThatALastLineIsTorn() {
    Invocation invocation = Invocation.of("report", Lines.file("torn.jsonl"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err()).hasLineCount(1).contains("torn");
  }

  @Test
  void saysInOneLineThatABinaryFileIsNone() {
    Invocation invocation = Invocation.of("report", Lines.file("binary.jsonl"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err()).hasLineCount(1).endsWith("skipped, and 2 more\n");
  }

  @Test
  void saysThatAFileIsMissingAndReportsTheOthers() {
    Invocation invocation =
        Invocation.of("report", folder.resolve("none"), Lines.file("redis.jsonl"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).contains("redis-server");
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: report: cannot read '"
                + folder.resolve("none")
                + "': no such file or folder\n");
  }

  @Test
  void measuresLivingChildrenOnRequestOnly() throws Exception {
    Path log = folder.resolve("log.jsonl");
    try (Prefork host = new Prefork(log)) {
      String measured = "/call_sites/0/children/max_measured_copy";
      Instant spawned = Instant.parse(host.spawn().replaceFirst(".*\"time\":\"([^\"]+)\".*", "$1"));
      while (Duration.between(spawned, Instant.now()).toMillis() <= 100) {
        Thread.onSpinWait(); // younger children do not count as living on
      }

      JsonNode with = json(Invocation.of("report", "--json", "--measure-living", log));
      JsonNode without = json(Invocation.of("report", "--json", log));

      assertThat(with.at(measured).asLong())
          .isCloseTo((long) Prefork.MIB << 20, withinPercentage(10));
      assertThat(without.at(measured).isMissingNode()).isTrue();
    }
  }

  private static JsonNode json(Invocation invocation) throws IOException {
    assertThat(invocation.status()).isZero();
    return new ObjectMapper().readTree(invocation.out());
  }

  private Path fifo() throws Exception {
    Path fifo = folder.resolve("fifo.jsonl");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void passesOverAFifoInAFolder() throws Exception {
    fifo();
    Files.copy(Lines.file("redis.jsonl"), folder.resolve("redis.jsonl"));

    Invocation invocation = Invocation.of("report", folder);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("1 spawn from 1 call site");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesAFifoAndADeviceInOneLineEach() throws Exception {
    Invocation invocation = Invocation.of("report", fifo(), "/dev/zero");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err())
        .hasLineCount(2)
        .contains("fifo.jsonl': not a regular file")
        .contains("'/dev/zero': not a regular file");
  }

  @Test
  void saysInOneLineThatTheEventsDoNotFitIntoMemory() throws Exception {
    String redis = Lines.of("redis.jsonl").get(0);
    List<String> lines =
        IntStream.range(0, 20_000)
            .mapToObj(i -> redis.replace("redis-server", "redis-server" + i))
            .toList();
    Path file = Files.write(folder.resolve("many.jsonl"), lines);
    Path err = folder.resolve("err");

    Process report =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx12m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "report",
                file.toString())
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(report.waitFor()).isEqualTo(1);
    assertThat(Files.readString(err)).hasLineCount(1).contains("report: out of memory");
  }

  @Test
  void saysThatAFolderHasNoEventFiles() {
    Invocation invocation = Invocation.of("report", folder);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err()).contains("no event files (*.jsonl) in folder");
  }

  @Test
  void escapesControlCharactersOfANameInItsErrors() {
    assertThat(Invocation.of("report", folder.resolve("a\u001b[31m")).err())
        .doesNotContain("\u001b");
  }
}
