// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void reportsOnRotatedAndPackedFilesOfAFolder() throws IOException {
    Files.copy(Lines.file("redis.jsonl"), folder.resolve("a.jsonl.1"));
    Files.copy(Lines.file("redis.jsonl"), folder.resolve("a.jsonl-20260131"));
    try (OutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.2.gz")))) {
      Files.copy(Lines.file("service.jsonl"), packed);
    }
    try (OutputStream packed =
        new ZstdOutputStream(Files.newOutputStream(folder.resolve("b.jsonl.zst")))) {
      Files.copy(Lines.file("service.jsonl"), packed);
    }
    Files.writeString(folder.resolve("a.jsonl.bak"), "no events");

    Invocation invocation = Invocation.of("report", folder);

    assertThat(invocation.err()).isEmpty();
    assertThat(invocation.out()).contains("14 spawns from 3 call sites");
  }

  @Test
  void reportsOnWhatAPatternMatches() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("pod-1/logs"));
    Files.copy(Lines.file("redis.jsonl"), deep.resolve("a.jsonl"));
    Files.copy(Lines.file("service.jsonl"), deep.resolve("b.jsonl"));

    assertThat(Invocation.of("report", folder + "/*/logs/a.*").out()).contains("1 spawn from");
    assertThat(Invocation.of("report", folder + "/**/*.jsonl").out()).contains("7 spawns from");
    assertThat(Invocation.of("report", folder + "/*.jsonl").err())
        .contains("no event files (*.jsonl) match '");
  }

  @Test
  void reportsOnStandardInput() throws IOException {
    InputStream before = System.in;
    try (InputStream log = Files.newInputStream(Lines.file("redis.jsonl"))) {
      System.setIn(log);

      assertThat(Invocation.of("report", "-").out()).contains("1 spawn from 1 call site");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void stopsAtTheFirstLineThatIsNoEventWhereItIsStrict() {
    Path flawed = Lines.file("foreign.jsonl");

    Invocation invocation = Invocation.of("report", "--strict", flawed, folder.resolve("none"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: report: line 2 of '"
                + flawed
                + "' is not an event (schema 3; this version reads schema 1); stopped\n");
  }

  @Test
  void stopsAtAFileThatCannotBeReadWhereItIsStrict() {
    Invocation invocation =
        Invocation.of("report", "--strict", folder.resolve("none"), Lines.file("foreign.jsonl"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err()).hasLineCount(1).contains("none': no such file or folder");
  }

  @Test
  void showsNoProgressWhereNobodyLooksOn() throws Exception {
    assertThat(onTerminal("2>/dev/null")).doesNotContain("lines read");
  }

  @Test
  void showsOnATerminalHowFarItIsAndTakesItAwayAtTheEnd() throws Exception {
    String screen = onTerminal("");

    assertThat(screen)
        .containsPattern("\\d+ % of [0-9.]+ MiB, [0-9,]+ lines read, [0-9,]+ a second");
    assertThat(screen.substring(screen.lastIndexOf("a second"))).contains("\r");
  }

  /** What a terminal is sent while a report on 60 MB is made. */
  private String onTerminal(String redirect) throws Exception {
    Path log = folder.resolve("large.jsonl");
    String line = Lines.of("service.jsonl").get(1) + "\n";
    Files.writeString(log, line.repeat(40_000));
    String command =
        "'%s' -cp '%s' %s report --json '%s' >/dev/null %s"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                log,
                redirect);
    Process script =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    script.getOutputStream().close();
    String screen = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(screen).isZero();
    return screen;
  }

  @Test
  void countsAFileOnceThatWasGivenTwice() {
    Path file = Lines.file("redis.jsonl");

    assertThat(Invocation.of("report", file, file).out()).contains("1 spawn from 1 call site");
  }

  @ParameterizedTest
  @CsvSource({"warning, 3", "OOM_POSSIBLE, 3", "oom_killed, 0", "'oom_killed,notice', 3"})
  void failsOnWhatTheUserSays(String failOn, int status) {
    Invocation invocation =
        Invocation.of("report", "--fail-on", failOn, Lines.file("service.jsonl"));

    assertThat(invocation.status()).isEqualTo(status);
    assertThat(invocation.out()).contains("AT RISK (warning)");
    assertThat(invocation.err()).hasLineCount(status == 0 ? 0 : 1);
  }

  @Test
  void letsPassWhatTheBaselineHas() throws IOException {
    Path log = Lines.file("service.jsonl");
    Path known = folder.resolve("known.json");
    Files.writeString(known, Invocation.of("report", "--json", log).out());

    Invocation invocation =
        Invocation.of("report", "--fail-on", "notice", "--baseline", known, log);

    assertThat(invocation.err()).isEmpty();
    assertThat(invocation.status()).isZero();
  }

  @Test
  void takesLogsForABaseline() {
    Path log = Lines.file("service.jsonl");

    Invocation same = Invocation.of("report", "--fail-on", "notice", "--baseline", log, log);
    Invocation other =
        Invocation.of(
            "report", "--fail-on", "notice", "--baseline", Lines.file("redis.jsonl"), log);

    assertThat(same.err()).isEmpty();
    assertThat(same.status()).isZero();
    assertThat(other.status()).isEqualTo(3);
  }

  @Test
  void takesStandardInputOnceOnly() {
    Invocation invocation = Invocation.of("report", "--fail-on", "notice", "--baseline", "-", "-");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).contains("only one of --baseline and the logs can be -");
  }

  @Test
  void saysOfAReportThatItIsNoLogAndReadsTheOthers() throws IOException {
    Path saved = folder.resolve("saved.json");
    Files.writeString(saved, Invocation.of("report", "--json", Lines.file("redis.jsonl")).out());

    Invocation invocation = Invocation.of("report", saved, Lines.file("service.jsonl"));

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err())
        .endsWith("'" + saved + "': a report, no log; 'spawnrisk diff' compares reports\n");
    assertThat(invocation.out()).contains("AT RISK (warning)").doesNotContain("NOT READ");
  }

  @Test
  void failsOnWhatIsWorseThanInTheBaseline() throws IOException {
    Path log = Lines.file("service.jsonl");
    Path known = folder.resolve("known.json");
    Files.writeString(
        known, Invocation.of("report", "--json", log).out().replace("\"warning\"", "\"notice\""));

    Invocation invocation =
        Invocation.of("report", "--fail-on", "warning", "--baseline", known, log);

    assertThat(invocation.status()).isEqualTo(3);
  }

  @Test
  void saysThatABaselineNeedsToBeAskedFor() {
    Invocation invocation = Invocation.of("report", "--baseline", "x", "y");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).contains("--baseline is for --fail-on; give that too");
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
  void stopsAPipelineThoughTheHtmlCannotBeWritten() {
    Invocation invocation =
        Invocation.of(
            "report",
            "--html",
            folder.resolve("none/report.html"),
            "--fail-on",
            "warning",
            Lines.file("service.jsonl"));

    assertThat(invocation.status()).isEqualTo(3);
    assertThat(invocation.err()).contains("cannot write '", "--fail-on: ");
  }

  @Test
  void measuresLivingChildrenOnRequestOnly() throws Exception {
    try (Prefork host = new Prefork(folder.resolve("log.jsonl"))) {
      String measured = "/call_sites/0/children/max_measured_copy";
      // Without what the child tells of itself after a second.
      Path log = Files.writeString(folder.resolve("spawn.jsonl"), host.spawn() + '\n');
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
