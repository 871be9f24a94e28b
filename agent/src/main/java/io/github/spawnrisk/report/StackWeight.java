// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Spawn;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the spawns of one stack come to together.
 *
 * @param spawns calls that returned
 * @param exposure their copy exposures added up, bytes; it stops at the largest long, as does stall
 * @param stall how long those that copy memory took, nanoseconds
 */
public record StackWeight(long spawns, long exposure, long stall) {
  StackWeight merge(StackWeight other) {
    return new StackWeight(
        spawns + other.spawns, sum(exposure, other.exposure), sum(stall, other.stall));
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static long product(long one, long times) {
    return one > Long.MAX_VALUE / times ? Long.MAX_VALUE : one * times;
  }

  private static StackWeight of(Spawn spawn) {
    Attempt attempt = spawn.attempt();
    Bytes exposure = attempt.copyExposure();
    Duration duration = attempt.copiesMemory() ? spawn.duration() : null;
    return new StackWeight(
        spawn.repeats(),
        exposure == null ? 0 : product(exposure.count(), Math.max(1, spawn.repeats())),
        duration == null ? 0 : duration.toNanos());
  }

  /** Adds one after the other. With a bound, what finds no room goes to the others. */
  static final class Tally {
    private final int most;
    private final Map<SpawnStack, Sum> sums = new HashMap<>(2); // most call sites have one
    private @Nullable SpawnStack last;
    private @Nullable Sum lastSum;

    private static final class Sum {
      private StackWeight weight = new StackWeight(0, 0, 0);
    }

    Tally(int most) {
      this.most = most;
    }

    void add(Spawn spawn) {
      SpawnStack stack = last;
      Sum sum = lastSum;
      if (stack == null || sum == null || !stack.isOf(spawn.attempt())) {
        stack = SpawnStack.of(spawn.attempt());
        sum =
            sums.computeIfAbsent(
                Tallies.room(most, sums, stack, SpawnStack.OTHERS), first -> new Sum());
        last = stack;
        lastSum = sum;
      }
      sum.weight = sum.weight.merge(of(spawn));
    }

    Map<SpawnStack, StackWeight> stacks() {
      Map<SpawnStack, StackWeight> all = new HashMap<>();
      sums.forEach((stack, sum) -> all.put(stack, sum.weight));
      return all;
    }
  }
}
