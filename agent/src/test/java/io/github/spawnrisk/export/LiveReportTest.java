// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class LiveReportTest {
  private final Sink sink = new Sink();
  private final LiveReport live = new LiveReport(sink);

  private static final class Sink implements EventSource {
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private long missed;

    @Override
    public int take(byte[] line) {
      byte[] next = lines.poll();
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
  void saysThatEventsWereMissed() {
    offer(Lines.of("service.jsonl").get(1));
    sink.missed = 1009;

    Snapshot snapshot = live.snapshot();

    assertThat(snapshot.missedEvents()).isEqualTo(1009);
    assertThat(snapshot.report().losses()).singleElement().extracting("lost").isEqualTo(1009L);
    assertThat(live.snapshot().report().losses()).hasSize(1);
  }
}
