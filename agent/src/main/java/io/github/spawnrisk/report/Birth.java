// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.SpawningProcess;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a spawn while its child may be heard of. Many are kept: the numbers stand as they
 * are, {@value #UNKNOWN} for one that is not known.
 *
 * @param process who made the child
 * @param isSibling whether it was made its maker's parent's child (CLONE_PARENT)
 * @param rss of who made it
 * @param execs how often the child was seen to run another program
 * @param ended when its end was told; null where it was not
 */
record Birth(
    RowKey site,
    Instant time,
    SpawningProcess process,
    boolean isSibling,
    boolean copiesMemory,
    boolean isOfJvm,
    long rss,
    long threads,
    long child,
    long childStart,
    int execs,
    @Nullable Instant ended) {
  static final long UNKNOWN = -1;

  private static final long CLONE_PARENT = 0x8000; // include/uapi/linux/sched.h

  static Birth of(RowKey site, Attempt attempt, Outcome.Started child) {
    Bytes rss = attempt.memory().rss();
    return new Birth(
        site,
        attempt.time(),
        attempt.process(),
        (attempt.cloneFlags().orElse(0) & CLONE_PARENT) != 0,
        attempt.copiesMemory(),
        attempt.jvm() != null,
        rss == null ? UNKNOWN : rss.count(),
        attempt.threads().orElse(UNKNOWN),
        child.childPid().orElse(UNKNOWN),
        child.childStart().orElse(UNKNOWN),
        0,
        null);
  }

  Birth executed(int times) {
    return with(execs + times, ended);
  }

  /** How often it executed is of no interest any more. */
  Birth ended(Instant at) {
    return with(0, ended == null || at.isBefore(ended) ? at : ended);
  }

  private Birth with(int times, @Nullable Instant end) {
    return new Birth(
        site,
        time,
        process,
        isSibling,
        copiesMemory,
        isOfJvm,
        rss,
        threads,
        child,
        childStart,
        times,
        end);
  }

  @Nullable Bytes parentRss() {
    return rss == UNKNOWN ? null : new Bytes(rss);
  }

  /** As much of the call as was kept. */
  Attempt attempt() {
    return Attempt.remembered(
        time,
        process,
        site.call(),
        site.mechanism(),
        copiesMemory,
        site.command(),
        parentRss(),
        threads == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(threads),
        isOfJvm);
  }

  /** Null where the child's pid or start time is not known. */
  @Nullable Identity childIdentity() {
    return child == UNKNOWN || childStart == UNKNOWN ? null : new Identity(child, childStart);
  }

  /** Whose child it is, as long as that process lives: who made it, or that one's own parent. */
  @Nullable Identity parent() {
    return isSibling ? Identity.ofParent(process) : Identity.of(process);
  }
}
