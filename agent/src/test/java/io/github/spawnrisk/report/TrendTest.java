// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Spawn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static final String LINE = Lines.of("service.jsonl").get(1);

  private static Spawn at(long second, long charge) {
    return (Spawn)
        Lines.event(
            LINE.replaceFirst(
                    "\"time\":\"[^\"]*\"", "\"time\":\"" + Instant.ofEpochSecond(second) + '"')
                .replaceFirst("\"commit_charge\":\\d+", "\"commit_charge\":" + charge));
  }

  private static Trend of(List<Long> seconds) {
    Trend trend = Trend.none();
    seconds.forEach(second -> trend.add(at(second, Math.abs(second) % 1009)));
    return trend;
  }

  @Test
  void keepsTheWorstOfEachInterval() {
    Trend trend = Trend.none();
    trend.add(at(6400, 17));
    trend.add(at(6401, 19));
    trend.add(at(6400 + 127, 13));

    assertThat(trend.interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(trend.intervals()).hasSize(2);
    Trend.Interval first = trend.intervals().get(0);
    assertThat(first.start()).isEqualTo(Instant.ofEpochSecond(6400));
    assertThat(first.spawns()).isEqualTo(2);
    assertThat(first.failures()).isZero();
    assertThat(first.commitCharge()).isEqualTo(new Bytes(19));
    assertThat(first.headroom()).isEqualTo(new Bytes(381_681_664));
    assertThat(first.duration()).isEqualTo(Duration.ofNanos(20_512_768));
    assertThat(trend.intervals().get(1).start()).isEqualTo(Instant.ofEpochSecond(6526));
  }

  @Property(tries = 300)
  void isTheSameInWhateverOrderAndPartsItIsAdded(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = -9000, max = 2_000_000_000L) Long> all,
      @ForAll @LongRange(min = 0, max = 11) long at) {
    int cut = (int) Math.min(at, all.size());
    Trend one = of(all.subList(0, cut));
    Trend other = of(all.subList(cut, all.size()));

    assertThat(one.plus(other)).isEqualTo(of(all));
    assertThat(other.plus(one)).isEqualTo(of(all));
    assertThat(of(all).intervals()).hasSizeLessThanOrEqualTo(Trend.MOST);
    assertThat(of(all).intervals().stream().mapToLong(Trend.Interval::spawns).sum())
        .isEqualTo(all.size());
  }

  @Property(tries = 300)
  void isTheSameInFewerIntervalsWhetherPartsAreAddedBeforeOrAfter(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = -9000, max = 2_000_000_000L) Long> all,
      @ForAll @LongRange(min = 0, max = 11) long at,
      @ForAll @IntRange(min = 2, max = 64) int most) {
    int cut = (int) Math.min(at, all.size());
    Trend one = of(all.subList(0, cut));
    Trend other = of(all.subList(cut, all.size()));

    Trend fewer = of(all).within(most);

    assertThat(one.within(most).plus(other.within(most)).within(most)).isEqualTo(fewer);
    assertThat(fewer.intervals()).hasSizeLessThanOrEqualTo(most);
    assertThat(fewer.intervals().stream().mapToLong(Trend.Interval::spawns).sum())
        .isEqualTo(all.size());
  }
}
