// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SpawnGateTest {
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void close() {
    SpawnGate.open(null);
  }

  private final class Listener implements SpawnObserver {
    @Override
    public long enter(List<String> command) {
      told.add("enter " + command);
      return 29;
    }

    @Override
    public void exit(long token) {
      told.add("exit " + token);
    }
  }

  private static final class Thrower implements SpawnObserver {
    @Override
    public long enter(List<String> command) {
      throw new StackOverflowError();
    }

    @Override
    public void exit(long token) {
      throw new IllegalStateException();
    }
  }

  @Test
  void tellsTheObserverOfEachStart() {
    SpawnGate.open(new Listener());

    SpawnGate.exit(SpawnGate.enter(new ProcessBuilder("true")));

    assertThat(told).containsExactly("enter [true]", "exit 29");
  }

  @Test
  void isPassedWhileItIsClosed() {
    SpawnGate.exit(SpawnGate.enter(new ProcessBuilder("true")));

    assertThat(told).isEmpty();
  }

  @Test
  void neverThrowsIntoTheHostButCounts() {
    long before = SpawnGate.missed();
    SpawnGate.open(new Thrower());

    assertThat(SpawnGate.enter(new ProcessBuilder("true"))).isZero();
    SpawnGate.exit(29);

    assertThat(SpawnGate.missed()).isEqualTo(before + 2);
  }

  @Test
  void isNotEnteredAgainFromWithin() {
    SpawnGate.open(
        new SpawnObserver() {
          @Override
          public long enter(List<String> command) {
            told.add("enter");
            assertThat(SpawnGate.enter(new ProcessBuilder(command))).isZero();
            return 29;
          }

          @Override
          public void exit(long token) {}
        });

    assertThat(SpawnGate.enter(new ProcessBuilder("true"))).isEqualTo(29);
    assertThat(SpawnGate.enter(new ProcessBuilder("true"))).isEqualTo(29);

    assertThat(told).containsExactly("enter", "enter");
  }
}
