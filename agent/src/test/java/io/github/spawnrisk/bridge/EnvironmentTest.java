// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

final class EnvironmentTest {
  @Test
  void isWhatThisProcessWasStartedWith() {
    assertThat(Environment.read()).containsEntry("PATH", System.getenv("PATH"));
  }

  @Test
  void splitsAtTheFirstEqualsSignAndKeepsTheFirstOfAName() {
    assertThat(Environment.parse("A=1=2\0EMPTY=\0A=3\0"))
        .containsOnly(entry("A", "1=2"), entry("EMPTY", ""));
  }

  @Test
  void leavesOutWhatIsNoVariable() {
    assertThat(Environment.parse("no equals sign\0=nameless\0\0B=1\0cut=of")).containsOnlyKeys("B");
  }
}
