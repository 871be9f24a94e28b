// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import io.github.spawnrisk.event.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LivingCopiesTest {
  @TempDir private Path folder;

  private Prefork prefork(String... program) throws IOException {
    return new Prefork(folder.resolve("log.jsonl"), program);
  }

  private static @Nullable Bytes measured(String line) {
    Pipeline pipeline = new Pipeline();
    pipeline.accept(Lines.event(line));
    LivingCopies.measure(pipeline);
    return pipeline.report().rows().get(0).ends().measuredCopy();
  }

  /** Its line is long ago: nobody has to wait until it counts as living on. */
  private static String longAgo(String line) {
    return line.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"2026-01-31T12:00:00Z\"");
  }

  @Test
  void measuresWhatAWorkerHasWrittenToWhileItLives() throws Exception {
    try (Prefork host = prefork()) {
      Bytes measured = measured(longAgo(host.spawn()));

      assertThat(measured).isNotNull();
      assertThat(measured.count()).isCloseTo((long) Prefork.MIB << 20, withinPercentage(10));
    }
  }

  @Test
  void measuresNoChildThatHasEnded() throws Exception {
    Prefork host = prefork();
    String line = longAgo(host.spawn());
    host.close();

    assertThat(measured(line)).isNull();
  }

  @Test
  void takesNoOtherProcessForTheChild() throws Exception {
    try (Prefork host = prefork()) {
      String line = longAgo(host.spawn());

      assertThat(measured(line.replaceFirst("(\"child_start\":\\d+)", "$17"))).isNull();
      assertThat(measured(line.replaceFirst("(\"process\":\\{\"pid\":)\\d+", "$11"))).isNull();
    }
  }

  @Test
  void measuresNoChildThatRunsAnotherProgramThoughNoLineSaysSo() throws Exception {
    try (Prefork host = prefork("/bin/cat")) {
      Path program = Path.of("/proc/" + host.worker() + "/exe");
      while (program.toRealPath().toString().contains("python")) {
        Thread.onSpinWait(); // the exec leaves no other trace
      }

      assertThat(measured(longAgo(host.spawn()))).isNull();
    }
  }

  @Test
  void doesNotTakeForMeasuredWhatIsAboutToRunAnotherProgram() throws Exception {
    try (Prefork host = prefork()) {
      String now = java.time.Instant.now().plusSeconds(60).toString();

      assertThat(
              measured(
                  host.spawn().replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"" + now + "\"")))
          .isNull();
    }
  }

  @Test
  void readsAProcessWhateverItsName() {
    String fields = "S 7 " + "0 ".repeat(17) + "4711 0 0 0 81 0 82 0 0";

    assertThat(ProcessStat.parse("9 (a) b (c) " + fields))
        .isEqualTo(new ProcessStat(7, 4711, 81, 82));
    assertThat(ProcessStat.parse("9 (a) S 7")).isNull();
    assertThat(ProcessStat.parse("nothing")).isNull();
    assertThat(ProcessStat.parse("9 (a) " + fields.replace("4711", "x"))).isNull();
  }
}
