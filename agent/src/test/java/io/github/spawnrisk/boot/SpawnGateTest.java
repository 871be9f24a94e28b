// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    public long enter(
        ProcessBuilder builder, ProcessBuilder.Redirect[] redirects, int environment) {
      told.add("enter " + builder.command() + " " + environment);
      return 29;
    }

    @Override
    public void exit(long token, Throwable failure) {
      told.add("exit " + token + " " + failure);
    }
  }

  private static final class Thrower implements SpawnObserver {
    @Override
    public long enter(
        ProcessBuilder builder, ProcessBuilder.Redirect[] redirects, int environment) {
      throw new StackOverflowError();
    }

    @Override
    public void exit(long token, Throwable failure) {
      throw new IllegalStateException();
    }
  }

  private static long enter(ProcessBuilder builder) {
    return SpawnGate.enter(builder, null, null);
  }

  @Test
  void tellsTheObserverOfEachStart() {
    SpawnGate.open(new Listener());

    SpawnGate.exit(enter(new ProcessBuilder("true")), null);

    assertThat(told).containsExactly("enter [true] -1", "exit 29 null");
  }

  @Test
  void tellsHowManyVariablesTheBuilderHasAndWhatItThrew() {
    SpawnGate.open(new Listener());
    IOException failure = new IOException("error=2");

    SpawnGate.exit(
        SpawnGate.enter(new ProcessBuilder("true"), null, Map.of("A", "1", "B", "2")), failure);

    assertThat(told).containsExactly("enter [true] 2", "exit 29 java.io.IOException: error=2");
  }

  @Test
  void isPassedWhileItIsClosed() {
    SpawnGate.exit(enter(new ProcessBuilder("true")), null);

    assertThat(told).isEmpty();
  }

  @Test
  void neverThrowsIntoTheHostButCounts() {
    long before = SpawnGate.missed();
    SpawnGate.open(new Thrower());

    assertThat(enter(new ProcessBuilder("true"))).isZero();
    SpawnGate.exit(29, null);

    assertThat(SpawnGate.missed()).isEqualTo(before + 2);
  }

  @Test
  void isNotEnteredAgainFromWithin() {
    SpawnGate.open(
        new SpawnObserver() {
          @Override
          public long enter(
              ProcessBuilder builder, ProcessBuilder.Redirect[] redirects, int environment) {
            told.add("enter");
            assertThat(SpawnGateTest.enter(builder)).isZero();
            return 29;
          }

          @Override
          public void exit(long token, Throwable failure) {}
        });

    assertThat(enter(new ProcessBuilder("true"))).isEqualTo(29);
    assertThat(enter(new ProcessBuilder("true"))).isEqualTo(29);

    assertThat(told).containsExactly("enter", "enter");
  }
}
