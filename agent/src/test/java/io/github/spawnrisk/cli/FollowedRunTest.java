// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import io.github.spawnrisk.event.Copy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Runs real children, and measures them more often than anybody else does. */
final class FollowedRunTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder;

  private record Ended(int status, String err) {}

  private Ended run(FollowedRun followed, String... command) {
    StringWriter err = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of("--native", Prefork.LIBRARY.toString(), "-o", output().toString(), "--"));
    arguments.addAll(List.of(command));
    int status =
        new CommandLine(new RunCommand(followed))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(new String[0]));
    return new Ended(status, err.toString());
  }

  private Path output() {
    return folder.resolve("run");
  }

  private JsonNode callSite() throws IOException {
    return new ObjectMapper()
        .readTree(output().resolve("report.json").toFile())
        .at("/call_sites/0");
  }

  private static long largest(FollowedRun followed) {
    return followed.copies().stream()
        .map(Copy::measured)
        .mapToLong(measured -> measured == null ? 0 : measured.count())
        .max()
        .orElse(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleeps", "computes"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void reportsWhatACopyHadMadeItsOwnThatCameThroughNoDoorAndWasKilled(String does)
      throws Exception {
    Path fifo = folder.resolve("killed");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    String program = Lines.file("killed_copy.py").toString();
    long copied = (long) Prefork.MIB << 20;
    FollowedRun followed = new FollowedRun(OFTEN);

    CompletableFuture<Ended> run =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    followed,
                    "/usr/bin/python3",
                    "-B",
                    program,
                    "" + Prefork.MIB,
                    does,
                    fifo.toString()));
    while (largest(followed) < copied && !run.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(run).isNotDone();
    Files.newOutputStream(fifo).close();

    assertThat(run.get().status()).isZero();
    assertThat(callSite().at("/call").asText()).isEqualTo("fork");
    assertThat(callSite().at("/children/ends").toString()).isEqualTo("{\"signal 9\":1}");
    assertThat(callSite().at("/children/max_measured_copy").asLong())
        .isCloseTo(copied, withinPercentage(10));
  }

  @Test
  void looksAtNothingBeforeTheIntervalIsOver() throws IOException {
    Path threads = folder.resolve("threads");

    run(new FollowedRun(NEVER), "sh", "-c", "cat /proc/$PPID/task/*/comm > " + threads);

    assertThat(Files.readString(threads)).contains("VM").doesNotContain("spawnrisk-meas");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void saysAtTheEndOnceWhichFileItCannotRead() throws Exception {
    Path loop = output().resolve("loop.jsonl");
    Path go = folder.resolve("go");
    new ProcessBuilder("mkfifo", go.toString()).start().waitFor();
    FollowedRun followed = new FollowedRun(OFTEN);

    CompletableFuture<Ended> run =
        CompletableFuture.supplyAsync(
            () -> run(followed, "sh", "-c", "ln -s loop.jsonl " + loop + "; read x < " + go));
    while (followed.problems().isEmpty() && !run.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(run).isNotDone();
    Files.newOutputStream(go).close();

    assertThat(run.get().err()).containsOnlyOnce("cannot read '" + loop + "'");
  }
}
