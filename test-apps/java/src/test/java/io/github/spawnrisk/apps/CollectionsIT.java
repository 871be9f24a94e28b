// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.JvmContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Garbage collections at a spawn: how many pauses there were, and when one last ended. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CollectionsIT {
  @TempDir Path folder;

  private Jvm host(String collector) {
    // ZGC collects by itself when it is idle, and as its heap first fills.
    Jvm jvm = Jvm.running(Collects.class).option("-Xmx3g").option("-XX:+Use" + collector + "GC");
    return collector.equals("Z") ? jvm.option("-XX:-ZProactive") : jvm;
  }

  private Path log() {
    return folder.resolve("events.jsonl");
  }

  private JvmContext.Collections spawn(Lingering host) throws IOException {
    return jvmAtSpawn(host).collections();
  }

  private JvmContext jvmAtSpawn(Lingering host) throws IOException {
    long child = host.spawn();
    return EventFile.read(log()).ofChild(child).attempt().jvm();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1", "Z"})
  void aCollectionIsCountedAndItsEndIsToldToTheSpawnThatFollows(String collector) throws Exception {
    Jvm jvm = host(collector).agent("weave=eager,log=" + log());
    try (Lingering host = Lingering.in(jvm)) {
      assertCollectionIsTold(host);
      assertThat(host.end()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1", "Z"})
  void theNativeAgentAloneTellsTheSame(String collector) throws Exception {
    try (Lingering host = Lingering.in(host(collector).nativeAgent("log=" + log()))) {
      assertCollectionIsTold(host);
      assertThat(host.end()).isZero();
    }
  }

  private void assertCollectionIsTold(Lingering host) throws IOException {
    long before = spawn(host).pauses().orElseThrow();
    long began = System.nanoTime();
    host.say("collect");
    JvmContext.Collections after = spawn(host);
    Duration most = Duration.ofNanos(System.nanoTime() - began);
    JvmContext.Collections later = spawn(host);
    assertThat(after.pauses().orElseThrow()).isGreaterThan(before);
    assertThat(after.ended()).isPositive().isLessThan(most);
    assertThat(after.inPause()).isNull();
    assertThat(later.pauses()).isEqualTo(after.pauses());
    assertThat(later.ended()).isGreaterThan(after.ended());
  }

  @Test
  void aCycleOfZgcIsToldWhileItIsUnderWayAndNotWhenItHasEnded() throws Exception {
    Jvm jvm = host("Z").agent("weave=eager,log=" + log());
    try (Lingering host = Lingering.in(jvm)) {
      awaitSample(host);
      awaitCycle(host, false);
      host.say("collect beside");
      JvmContext.Collections during = awaitCycle(host, true);
      assertThat(during.inPause()).isNull();
      JvmContext.Collections after = awaitCycle(host, false);
      assertThat(after.pauses().orElseThrow())
          .isGreaterThanOrEqualTo(during.pauses().orElseThrow());
      assertThat(host.end()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "G1", "Z"})
  void aSpawnInTheMiddleOfAPauseIsToldAsSuch(String collector) throws Exception {
    Path holds = JniLibrary.build(folder, JniLibrary.HOLDS);
    Hold call = Hold.in(folder.resolve("call"));
    Hold pause = Hold.in(folder.resolve("pause"));
    Jvm jvm =
        host(collector)
            .nativeAgent("log=" + log())
            .option("-agentpath:" + holds) // behind ours, which hears of a pause first
            .agent("weave=eager,log=" + log())
            .variable("LD_PRELOAD", holds.toString())
            .variable("APPS_HOLD_BEFORE_CALL", call.toString())
            .variable("APPS_HOLD_PAUSE", pause.toString());
    try (Lingering host = Lingering.in(jvm)) {
      host.say("spawn beside");
      call.await();
      long began = System.nanoTime();
      host.tell("collect beside");
      pause.await();
      call.release();
      JvmContext.Collections during = awaitSpawn().collections();
      assertThat(during.inPause())
          .isPositive()
          .isLessThan(Duration.ofNanos(System.nanoTime() - began));
      pause.release();
      host.answer();
      JvmContext.Collections after = spawn(host);
      assertThat(after.inPause()).isNull();
      assertThat(after.pauses().orElseThrow()).isGreaterThan(during.pauses().orElseThrow());
    }
  }

  private JvmContext awaitSpawn() throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (EventFile.read(log()).spawns().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    return EventFile.read(log()).spawns().get(0).attempt().jvm();
  }

  /** In its first moments the agent samples nothing. */
  private void awaitSample(Lingering host) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (jvmAtSpawn(host).state() == null) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  /** Spawns until one says so; the log grows with each. */
  private JvmContext.Collections awaitCycle(Lingering host, boolean underWay) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JvmContext.Collections collections = spawn(host);
    while (collections.inCycle() != underWay) {
      assertThat(System.nanoTime()).as("cycle under way: %s", underWay).isLessThan(end);
      collections = spawn(host);
    }
    return collections;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1"})
  void whereAllOfACollectionIsAPauseNoCycleIsTold(String collector) throws Exception {
    Jvm jvm = host(collector).agent("weave=eager,log=" + log());
    try (Lingering host = Lingering.in(jvm)) {
      host.say("collect");
      assertThat(spawn(host).inCycle()).isFalse();
      host.say("collect beside");
      assertThat(spawn(host).inCycle()).isFalse();
    }
  }
}
