// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.export.EventSource;
import io.github.spawnrisk.export.LiveReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reporter, fed with a JVM's own lines faster than this machine could spawn. */
class ReporterRateIT {
  private static final int SPAWNS_A_SECOND = Integer.getInteger("spawnrisk.rate", 20_000);
  private static final int LONGEST_BURST = SPAWNS_A_SECOND / 200;
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final long MOST_BYTES = 8L << 20; // the native side's sink takes 8 MiB more

  @TempDir Path folder;

  /** As large as the native one, and as full. */
  private static final class Sink implements EventSource {
    private static final int LINES = 2048;

    private final AtomicReferenceArray<byte[]> lines = new AtomicReferenceArray<>(LINES);
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong spawns = new AtomicLong();
    private long offered;
    private long taken;

    void offer(byte[] line) {
      int place = (int) (offered % LINES);
      if (lines.get(place) != null) {
        missed.incrementAndGet();
        return;
      }
      lines.set(place, line);
      offered++;
    }

    @Override
    public int take(byte[] line, boolean patiently) {
      byte[] next = lines.getAndSet((int) (taken % LINES), null);
      if (next == null) {
        return 0;
      }
      taken++;
      System.arraycopy(next, 0, line, 0, next.length);
      return next.length;
    }

    @Override
    public long missedEvents() {
      return missed.get();
    }

    @Override
    public long missedContexts() {
      return 0;
    }
  }

  /** Quiet for a part of each second, it is found with its longest pause. */
  private static final long QUIET_MS = 300;

  @ParameterizedTest(name = "told of spawns: {0}, in bursts: {1}")
  @CsvSource({"true, false", "false, false", "false, true"})
  void misesNothingOnceItIsWarmAndStaysSmallWhateverTheNumberOfCallSites(
      boolean told, boolean inBursts) throws Exception {
    List<byte[]> lines = linesOfManySites();
    Sink sink = new Sink();
    LiveReport report = new LiveReport(sink);
    long before = used();
    report.start();
    Runnable spawned = told ? report::spawned : () -> {};
    Thread feeder = new Thread(() -> feed(sink, spawned, lines, inBursts ? QUIET_MS : 0), "feeder");
    feeder.start();
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .during(QUIET)
          .until(steady(sink, inBursts ? QUIET_MS : 0));
      assertThat(feeder.isAlive()).isTrue();
    } finally {
      feeder.interrupt();
      feeder.join();
      report.stop();
    }
    assertThat(used() - before).isLessThan(MOST_BYTES);
    assertThat(report.snapshot().text().contains("they came faster than they were read"))
        .isEqualTo(sink.missed.get() > 0);
  }

  /** Since it was last asked none has been missed, of as many as should have come. */
  private static Callable<Boolean> steady(Sink sink, long quietMs) {
    long[] last = {-1, 0, System.nanoTime()};
    return () -> {
      long[] now = {sink.missed.get(), sink.spawns.get(), System.nanoTime()};
      double due = (double) (now[2] - last[2]) * SPAWNS_A_SECOND / 1_000_000_000;
      boolean isSteady =
          now[0] == last[0] && (quietMs > 0 ? now[1] > 0 : now[1] - last[1] > 0.9 * due);
      System.arraycopy(now, 0, last, 0, now.length);
      return isSteady;
    };
  }

  /**
   * What it was kept from for more than a moment, for want of a processor, does not come at once.
   */
  private static void feed(Sink sink, Runnable spawned, List<byte[]> lines, long quietMs) {
    long began = System.nanoTime();
    long spawns = 0;
    for (int next = 0; !Thread.interrupted(); ) {
      long now = (System.nanoTime() - began) / 1_000_000;
      long due =
          (now - now / 1000 * quietMs - Math.max(0, now % 1000 + quietMs - 1000))
              * SPAWNS_A_SECOND
              / 1000;
      spawns = Math.max(spawns, due - LONGEST_BURST);
      while (spawns < due) {
        byte[] line = lines.get(next++ % lines.size());
        sink.offer(line);
        if (isSpawn(line)) {
          spawns++;
          sink.spawns.incrementAndGet();
          spawned.run();
        }
      }
      LockSupport.parkNanos(200_000);
    }
  }

  private static boolean isSpawn(byte[] line) {
    return new String(line, 0, 32, StandardCharsets.UTF_8).contains("\"event\":\"spawn\",");
  }

  /** Those of a busy JVM, each spawn as if from another place. */
  private List<byte[]> linesOfManySites() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(BusySpawner.class).agent("weave=eager,log=" + log);
    try (Lingering host = Lingering.in(jvm)) {
      Awaitility.await().until(() -> Files.exists(log) && Files.size(log) > 1 << 20);
      assertThat(host.end()).isZero();
    }
    List<String> own = Files.readAllLines(log);
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String line = own.get(i % own.size()).replace(".BusySpawner.spawn", ".BusySpawner.spawn" + i);
      lines.add(line.getBytes(StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
