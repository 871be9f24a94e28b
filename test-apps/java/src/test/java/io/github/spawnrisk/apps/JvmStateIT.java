// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Spawn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JVM as a whole is like stands in each event, and how old that is. */
class JvmStateIT {
  private static final long PAGE = 4096;

  @TempDir Path folder;

  /** How an agent comes in: each tells the same. */
  enum Way {
    JAVA_AGENT,
    NATIVE_AGENT,
    ATTACH
  }

  private record Collector(String option, String name, boolean heapIsShared) {}

  static Stream<Arguments> cells() {
    return Stream.of(
            new Collector("-XX:+UseSerialGC", "Serial", false),
            new Collector("-XX:+UseParallelGC", "Parallel", false),
            new Collector("-XX:+UseG1GC", "G1", false),
            new Collector("-XX:+UseZGC", "Z", true))
        .flatMap(collector -> Stream.of(Way.values()).map(way -> Arguments.of(collector, way)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void buffersThreadsAndCollectionsAreSeenOfEachCollectorByEachWayIn(Collector collector, Way way)
      throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm host = Jvm.running(HoldsBuffers.class).option(collector.option());

    Jvm.Result result =
        entered(host.argument(folder.resolve("mapped").toString()), way, "log=" + log).run();

    assertThat(result.status()).as(result.err()).isZero();
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(1);
    JvmContext jvm = spawns.get(0).attempt().jvm();
    JvmContext.State state = jvm.state();
    assertThat(state.collector()).isEqualTo(collector.name());
    assertThat(state.heapIsShared()).isEqualTo(collector.heapIsShared());
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

  private Jvm entered(Jvm jvm, Way way, String options) throws Exception {
    return switch (way) {
      case JAVA_AGENT -> jvm.agent("weave=eager," + options);
      case NATIVE_AGENT -> jvm.nativeAgent(options);
      case ATTACH -> jvm.attached(folder, options);
    };
  }

  @Test
  void theNativeAgentTellsTheFirstSpawnAllOfIt() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.running(SpawnOnce.class).argument("true").nativeAgent("log=" + log).run();

    JvmContext jvm = EventFile.read(log).spawns().get(0).attempt().jvm();
    assertThat(jvm.state().collector()).isNotEqualTo("unknown");
    assertThat(jvm.state().liveThreads()).isPresent();
    assertThat(jvm.state().direct().count()).isZero();
    assertThat(jvm.nonHeapCommitted().count()).isPositive();
  }
}
