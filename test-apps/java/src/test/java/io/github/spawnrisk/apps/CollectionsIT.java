// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.JvmContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
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
    // No collection but those that are asked for. ZGC collects by itself when it is idle, and as
    // its heap first fills; the others as the young generation or the metaspace fills, G1 to mark.
    Jvm jvm =
        Jvm.running(Collects.class)
            .option("-Xms3g")
            .option("-Xmx3g")
            .option("-XX:MetaspaceSize=128m")
            .option("-XX:+Use" + collector + "GC");
    return switch (collector) {
      case "Z" -> jvm.option("-XX:-ZProactive");
      case "G1" -> jvm.option("-Xmn1g").option("-XX:InitiatingHeapOccupancyPercent=100");
      default -> jvm.option("-Xmn1g");
    };
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
    JvmContext.Collections after = settled(host);
    Duration most = Duration.ofNanos(System.nanoTime() - began);
    JvmContext.Collections later = awaitOlder(host, after.ended());
    assertThat(after.pauses().orElseThrow()).isGreaterThan(before);
    assertThat(after.ended()).isPositive().isLessThan(most);
    assertThat(after.inPause()).isNull();
    assertThat(later.pauses()).isEqualTo(after.pauses());
  }

  /**
   * One that finds a thread in a critical region of JNI, as where a jar is unpacked, does nothing,
   * and is made up for when the thread has left it (GCLocker).
   */
  private JvmContext.Collections settled(Lingering host) throws IOException {
    JvmContext.Collections last;
    JvmContext.Collections next = spawn(host);
    do {
      last = next;
      next = spawn(host);
    } while (!next.pauses().equals(last.pauses()));
    return next;
  }

  @Test
  void aCycleOfZgcIsToldWhileItIsUnderWayAndNotWhenItHasEnded() throws Exception {
    Jvm jvm = host("Z").agent("weave=eager,log=" + log());
    try (Lingering host = Lingering.in(jvm)) {
      awaitSample(host);
      awaitCycle(host, false);
      host.say("collect on"); // a single cycle may be over before a spawn is made
      JvmContext.Collections during = awaitCycle(host, true);
      host.say("collect off");
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
      long began = System.nanoTime();
      host.say("spawn beside");
      call.await();
      host.tell("collect beside");
      pause.await();
      call.release();
      JvmContext.Collections during = awaitSpawn().collections();
      assertThat(during.inPause())
          .isPositive()
          .isLessThan(Duration.ofNanos(System.nanoTime() - began));
      pause.release();
      host.answer();
      JvmContext.Collections after = awaitEndOfPause(host);
      assertThat(after.pauses().orElseThrow()).isGreaterThan(during.pauses().orElseThrow());
    }
  }

  private JvmContext awaitSpawn() throws IOException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !EventFile.readSoFar(log()).spawns().isEmpty());
    return EventFile.read(log()).spawns().get(0).attempt().jvm();
  }

  /** The end of a cycle is noticed a little late, and is younger then than its last pause's. */
  private JvmContext.Collections awaitOlder(Lingering host, Duration age) throws IOException {
    return await(host, collections -> collections.ended().compareTo(age) > 0);
  }

  /** A cycle of ZGC has several pauses. */
  private JvmContext.Collections awaitEndOfPause(Lingering host) throws IOException {
    return await(host, collections -> collections.inPause() == null);
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
    return await(host, collections -> collections.inCycle() == underWay);
  }

  private JvmContext.Collections await(Lingering host, Predicate<JvmContext.Collections> isAwaited)
      throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JvmContext.Collections collections = spawn(host);
    while (!isAwaited.test(collections)) {
      assertThat(System.nanoTime()).as("last told: %s", collections).isLessThan(end);
      collections = spawn(host);
    }
    return collections;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1"})
  void whereAllOfACollectionIsAPauseNoCycleIsTold(String collector) throws Exception {
    Jvm jvm = host(collector).agent("weave=eager,log=" + log());
    try (Lingering host = Lingering.in(jvm)) {
      awaitSample(host);
      host.say("collect");
      assertThat(spawn(host).inCycle()).isFalse();
      host.say("collect on");
      assertThat(spawn(host).inCycle()).isFalse();
      host.say("collect off");
    }
  }
}
