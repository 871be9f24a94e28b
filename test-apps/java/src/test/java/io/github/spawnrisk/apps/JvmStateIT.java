// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Spawn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JVM as a whole is like stands in each event, and how old that is. */
class JvmStateIT {
  private static final long PAGE = 4096;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseSerialGC, Serial, false",
    "-XX:+UseParallelGC, Parallel, false",
    "-XX:+UseG1GC, G1, false",
    "-XX:+UseZGC, Z, true"
  })
  void buffersThreadsAndCollectionsAreSeenByEachCollector(
      String option, String collector, boolean shared) throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(HoldsBuffers.class)
            .option(option)
            .argument(folder.resolve("mapped").toString())
            .agent("weave=eager,log=" + log)
            .run();

    assertThat(result.status()).as(result.err()).isZero();
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(1);
    JvmContext jvm = spawns.get(0).attempt().jvm();
    JvmContext.State state = jvm.state();
    assertThat(state.collector()).isEqualTo(collector);
    assertThat(state.heapIsShared()).isEqualTo(shared);
    // The agent's own few are on top.
    assertThat(state.direct().count())
        .isBetween((long) HoldsBuffers.DIRECT, HoldsBuffers.DIRECT + 64 * PAGE);
    assertThat(state.mapped().count())
        .isBetween((long) HoldsBuffers.MAPPED, HoldsBuffers.MAPPED + PAGE);
    assertThat(state.liveThreads().getAsLong()).isBetween(3L, 40L);
    assertThat(state.age()).isLessThan(Duration.ofMillis(900));
    assertThat(jvm.collections().ended()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
    assertThat(jvm.nonHeapCommitted().count()).isPositive();
  }
}
