// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Prefork;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.report.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LiveReportTest {
  private final Sink sink = new Sink();
  private final LiveReport live = new LiveReport(sink);

  private static final class Sink implements EventSource {
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private final CountDownLatch patience = new CountDownLatch(3);
    private long missed;
    private volatile boolean held;
    private volatile boolean isEndless;

    @Override
    public int take(byte[] line, boolean patiently) {
      if (held && patiently) {
        patience.countDown();
        return 0;
      }
      byte[] next = isEndless ? lines.peek() : lines.poll();
      if (next == null) {
        return 0;
      }
      System.arraycopy(next, 0, line, 0, next.length);
      return next.length;
    }

    @Override
    public long missedEvents() {
      return missed;
    }

    @Override
    public long missedContexts() {
      return 0;
    }
  }

  private void offer(String... lines) {
    for (String line : lines) {
      sink.lines.add(line.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void isEmptyBeforeTheFirstEvent() {
    sink.missed = 3;

    assertThat(live.snapshot().report().rows()).isEmpty();
    assertThat(live.snapshot().text()).isNotEmpty();
  }

  @Test
  void tellsAnEventToWhoBeginsToListenAsItComes() {
    List<Event> heard = new ArrayList<>();
    live.beforeEachEvent(() -> live.hear((event, line) -> heard.add(event)));
    offer(Lines.of("redis.jsonl").get(0));

    live.snapshot();

    assertThat(heard).hasSize(1);
  }

  @Test
  void hasWhatIsInTheSinkAtTheMomentOfAsking() {
    offer(Lines.of("service.jsonl").toArray(new String[0]));
    long spawns =
        Lines.of("service.jsonl").stream()
            .filter(line -> line.contains("\"spawn\",\"id\""))
            .count();

    assertThat(live.snapshot().report().spawns()).isEqualTo(spawns);
    assertThat(sink.lines).isEmpty();
  }

  @Test
  void isBoundedHoweverManyCommandsThereAre() {
    String spawn = Lines.of("service.jsonl").get(1);
    for (int i = 0; i < 1511; i++) {
      offer(spawn.replace("\"convert\"", "\"convert" + i + '"'));
    }

    Snapshot snapshot = live.snapshot();

    assertThat(snapshot.report().rows()).hasSize(1001);
    assertThat(snapshot.report().spawns()).isEqualTo(1511);
    assertThat(snapshot.text().replaceAll("\\s+", " "))
        .contains("from at least 1 call site,", "\"other call sites\"");
    assertThat(snapshot.json()).contains("\"other_call_sites\" : true");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void leavesToWhoAsksWhatIsHeldForACallUnderWay() throws Exception {
    sink.held = true;
    offer(Lines.of("service.jsonl").get(1));
    live.start();
    sink.patience.await();
    int leftByTheThread = sink.lines.size();

    long spawns = live.snapshot().report().spawns();

    live.stop();
    assertThat(leftByTheThread).isEqualTo(1);
    assertThat(spawns).isEqualTo(1);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesItsOtherWorkTooWhileLinesComeWithoutEnd() throws Exception {
    CountDownLatch turns = new CountDownLatch(3);
    sink.isEndless = true;
    offer(Lines.of("service.jsonl").get(1));
    live.eachTurn(turns::countDown);

    live.start();
    turns.await();

    live.stop();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void answersWhileLinesComeWithoutEnd() throws Exception {
    sink.isEndless = true;
    offer(Lines.of("service.jsonl").get(1));
    live.start();

    long spawns = live.snapshot().report().spawns();

    live.stop();
    assertThat(spawns).isPositive();
  }

  @Test
  void saysThatEventsWereMissed() {
    offer(Lines.of("service.jsonl").get(1));
    sink.missed = 1009;

    Snapshot snapshot = live.snapshot();

    assertThat(snapshot.missedEvents()).isEqualTo(1009);
    assertThat(snapshot.report().losses()).singleElement().extracting("lost").isEqualTo(1009L);
    assertThat(live.snapshot().report().losses()).hasSize(1);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void measuresWhatLivingChildrenHaveCopied(@TempDir Path folder) throws Exception {
    LiveReport often = new LiveReport(sink, Duration.ofMillis(10));
    try (Prefork host = new Prefork(folder.resolve("log.jsonl"))) {
      offer(host.spawn());
      often.start();

      Bytes measured = null;
      while (measured == null) {
        Thread.onSpinWait();
        measured = measured(often.snapshot());
      }

      assertThat(measured.count()).isCloseTo((long) Prefork.MIB << 20, withinPercentage(10));
    }
  }

  private static @Nullable Bytes measured(Snapshot snapshot) {
    List<Row> rows = snapshot.report().rows();
    return rows.isEmpty() ? null : rows.get(0).ends().measuredCopy();
  }
}
