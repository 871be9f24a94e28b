// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the last spawns, by the very objects that tell the row: a reader makes one object of
 * what lines repeat. A place holds the latest that fell to it.
 */
@SuppressWarnings("ReferenceEquality") // equal ones that are not the same are found elsewhere
final class RecentRows {
  private static final int PLACES = 1024;

  private final Entry[] entries = new Entry[PLACES];

  private record Entry(
      List<String> java,
      List<String> callers,
      @Nullable String process,
      @Nullable String command,
      String call,
      String mechanism,
      RowTally row) {
    private boolean isOf(Attempt attempt) {
      return java == javaOf(attempt)
          && callers == attempt.caller().stack()
          && process == attempt.process().name()
          && command == attempt.command()
          && call == attempt.call()
          && mechanism == attempt.mechanism();
    }
  }

  /** Null where it is to be looked up. */
  @Nullable RowTally get(Attempt attempt) {
    Entry entry = entries[place(attempt)];
    return entry != null && entry.isOf(attempt) && isTold(attempt) ? entry.row : null;
  }

  void put(Attempt attempt, RowTally row) {
    if (isTold(attempt)) {
      entries[place(attempt)] =
          new Entry(
              javaOf(attempt),
              attempt.caller().stack(),
              attempt.process().name(),
              attempt.command(),
              attempt.call(),
              attempt.mechanism(),
              row);
    }
  }

  /** Not by its pid, nor by what is no object here. */
  private static boolean isTold(Attempt attempt) {
    JvmContext jvm = attempt.jvm();
    return attempt.process().name() != null && (jvm == null || !jvm.vmOwn());
  }

  private static List<String> javaOf(Attempt attempt) {
    JvmContext jvm = attempt.jvm();
    return jvm == null ? List.of() : jvm.stack();
  }

  private static int place(Attempt attempt) {
    int hash = System.identityHashCode(javaOf(attempt));
    hash = hash * 31 + System.identityHashCode(attempt.caller().stack());
    hash = hash * 31 + System.identityHashCode(attempt.process().name());
    hash = hash * 31 + System.identityHashCode(attempt.command());
    return (hash * 0x9E3779B9) >>> 22;
  }
}
