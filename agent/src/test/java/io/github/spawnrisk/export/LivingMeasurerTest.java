// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class LivingMeasurerTest {
  private static void await(LivingMeasurer measurer) {
    while (!measurer.isDue()) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void measuresInNoMoreThanATwentiethOfTheTime() {
    LivingMeasurer measurer = new LivingMeasurer(Duration.ofNanos(1));
    AtomicLong took = new AtomicLong();
    await(measurer);

    long began = System.nanoTime();
    measurer.begin(
        goesOn -> {
          long start = System.nanoTime();
          while (System.nanoTime() - start < 5_000_000) {
            Thread.onSpinWait();
          }
          took.set(System.nanoTime() - start);
        });
    await(measurer);

    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(20 * took.get());
  }

  @Test
  void isNotDueBeforeTheIntervalIsOver() {
    assertThat(new LivingMeasurer(Duration.ofDays(1)).isDue()).isFalse();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void asksAMeasurementUnderWayToStop() throws InterruptedException {
    LivingMeasurer measurer = new LivingMeasurer(Duration.ofNanos(1));
    await(measurer);
    measurer.begin(
        goesOn -> {
          while (goesOn.getAsBoolean()) {
            Thread.onSpinWait();
          }
        });

    assertThat(measurer.isDue()).isFalse();
    measurer.stop();
    await(measurer);
  }
}
