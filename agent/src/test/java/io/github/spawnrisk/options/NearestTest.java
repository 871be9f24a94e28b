// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertThat(Nearest.distance("log", "log")).isZero();
    assertThat(Nearest.distance("", "log")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("report_json", "report")).isEqualTo(5);
  }

  @Test
  void isTheKnownWordWithTheLeastDistance() {
    assertThat(Nearest.to("wave", List.of("log", "weave", "native"))).isEqualTo("weave");
  }
}
