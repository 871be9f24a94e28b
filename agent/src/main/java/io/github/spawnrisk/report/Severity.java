// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.SpawningProcess;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which of two is the worse, or the later one. No two that differ are equal, so that it does not
 * matter which was read first. It is asked of each event: in plain steps.
 */
final class Severity {
  private Severity() {}

  /** The worse attempt is the greater one; of equal ones, the earlier. */
  static int compare(Attempt one, Attempt other) {
    int order = one.risk().level().compareTo(other.risk().level());
    if (order == 0) {
      order = Long.compare(excess(one), excess(other));
    }
    if (order == 0) {
      order = compare(one.memory().commitCharge(), other.memory().commitCharge());
    }
    return order == 0 ? -tie(one, other) : order;
  }

  /** The worse of two findings of one code is the greater one; of equal ones, the earlier. */
  static int compare(Reason one, Attempt first, Reason other, Attempt second) {
    int order = one.level().compareTo(other.level());
    if (order == 0) {
      order = Long.compare(excess(one), excess(other));
    }
    if (order == 0) {
      order = -tie(first, second);
    }
    return order == 0 && !one.equals(other) ? one.toString().compareTo(other.toString()) : order;
  }

  static int compareTimes(Attempt one, Attempt other) {
    return tie(one, other);
  }

  /** The later one is the greater one. */
  private static int tie(Attempt one, Attempt other) {
    int order = one.time().compareTo(other.time());
    if (order == 0) {
      order = compare(one.process(), other.process());
    }
    return order == 0 && !one.equals(other) ? one.toString().compareTo(other.toString()) : order;
  }

  private static int compare(SpawningProcess one, SpawningProcess other) {
    int order = Long.compare(one.pid(), other.pid());
    if (order == 0) {
      order = compare(one.start(), other.start());
    }
    return order == 0 ? compare(one.tid(), other.tid()) : order;
  }

  static int compare(OptionalLong one, OptionalLong other) {
    return Long.compare(one.orElse(-1), other.orElse(-1));
  }

  private static int compare(@Nullable Bytes one, @Nullable Bytes other) {
    return Long.compare(one == null ? -1 : one.count(), other == null ? -1 : other.count());
  }

  private static long excess(Attempt attempt) {
    long most = Long.MIN_VALUE;
    for (Reason reason : attempt.risk().reasons()) {
      most = Math.max(most, excess(reason));
    }
    return most;
  }

  private static long excess(Reason reason) {
    return reason.excess().orElse(Long.MIN_VALUE);
  }

  static Level max(Level one, Level other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  static Instant first(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  static Instant last(Instant one, Instant other) {
    return other.isAfter(one) ? other : one;
  }
}
