// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a spawn while its child may be heard of.
 *
 * @param execs how often the child was seen to run another program
 * @param ended when its end was told; null where it was not
 */
record Birth(
    RowKey site, Attempt attempt, Outcome.Started child, int execs, @Nullable Instant ended) {
  private static final long CLONE_PARENT = 0x8000; // include/uapi/linux/sched.h

  Birth executed(int times) {
    return new Birth(site, attempt, child, execs + times, ended);
  }

  /** How often it executed is of no interest any more. */
  Birth ended(Instant time) {
    Instant first = ended == null || time.isBefore(ended) ? time : ended;
    return new Birth(site, attempt, child, 0, first);
  }

  /** Null where the child's pid or start time is not known. */
  @Nullable Identity childIdentity() {
    return child.childPid().isPresent()
        ? Identity.of(child.childPid().getAsLong(), child.childStart())
        : null;
  }

  /** Whose child it is, as long as that process lives: who made it, or that one's own parent. */
  @Nullable Identity parent() {
    boolean isSibling = (attempt.cloneFlags().orElse(0) & CLONE_PARENT) != 0;
    return isSibling ? Identity.ofParent(attempt.process()) : Identity.of(attempt.process());
  }
}
