// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  private static Durations of(List<Long> nanoseconds) {
    Durations.Tally tally = new Durations.Tally();
    nanoseconds.forEach(one -> tally.add(Duration.ofNanos(one)));
    return tally.durations();
  }

  @Test
  void tellsPercentilesWithinASixteenth() {
    Durations.Tally tally = new Durations.Tally();
    for (long i = 1; i <= 1000; i++) {
      tally.add(Duration.ofNanos(100_000 * i));
    }
    Durations durations = tally.durations();

    for (double percent : new double[] {50, 90, 99}) {
      long exact = (long) (percent * 1_000_000);
      assertThat(durations.percentile(percent).toNanos()).isBetween(exact, exact + exact / 16);
    }
    assertThat(durations.percentile(100)).isEqualTo(durations.max());
  }

  @Test
  void tellsNoPercentileOfNothing() {
    assertThat(Durations.NONE.percentile(50)).isNull();
    assertThat(Durations.NONE.buckets()).isEmpty();
  }

  @Property(tries = 300)
  void areTheSameInWhateverOrderAndPartsTheyAreAdded(
      @ForAll @Size(max = 12) List<@LongRange(min = 0) Long> all,
      @ForAll @LongRange(min = 0, max = 12) long at) {
    int cut = (int) Math.min(at, all.size());
    Durations one = of(all.subList(0, cut));
    Durations other = of(all.subList(cut, all.size()));

    assertThat(one.merge(other)).isEqualTo(of(all));
    assertThat(other.merge(one)).isEqualTo(of(all));
    assertThat(of(all).buckets().stream().mapToLong(Durations.Bucket::count).sum())
        .isEqualTo(all.size());
  }
}
