// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QuantitiesTest {
  @Test
  void showsSizesInTheLargestUnitThatGivesOne() {
    assertThat(Quantities.bytes(1_610_612_736)).isEqualTo("1.5 GiB");
    assertThat(Quantities.bytes(381_681_664)).isEqualTo("364.0 MiB");
    assertThat(Quantities.bytes(45_056)).isEqualTo("44.0 KiB");
    assertThat(Quantities.bytes(0)).isEqualTo("0 bytes");
  }

  @Test
  void showsDurationsInMilliseconds() {
    assertThat(Quantities.duration(Duration.ofNanos(712_345))).isEqualTo("0.71 ms");
    assertThat(Quantities.duration(Duration.ofNanos(20_512_768))).isEqualTo("20.5 ms");
    assertThat(Quantities.duration(Duration.ofSeconds(12))).isEqualTo("12.0 s");
  }

  @Test
  void showsCountsInGroupsOfThree() {
    assertThat(Quantities.count(262_144)).isEqualTo("262,144");
  }
}
