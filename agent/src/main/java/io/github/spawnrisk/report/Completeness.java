// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.List;

/**
 * How much of what happened is in the report.
 *
 * @param spawns calls that returned, and were seen
 * @param endsNotSeen children whose end was not seen: they run still, nobody reaped them, or it was
 *     done where we don't see it
 * @param unobserved reaped children whose start no door saw, by the process that reaped them
 * @param lostTrails programs that are not observed, nor what they start
 * @param lost events that could not be written, or were not read in time
 * @param unread lines that are no events
 */
public record Completeness(
    long spawns,
    long endsNotSeen,
    List<UnobservedChildren> unobserved,
    List<LostTrail> lostTrails,
    long lost,
    long unread) {
  public Completeness {
    unobserved = List.copyOf(unobserved);
    lostTrails = List.copyOf(lostTrails);
  }

  public long unobservedChildren() {
    return unobserved.stream().mapToLong(UnobservedChildren::count).sum();
  }

  public long unfollowedPrograms() {
    return lostTrails.stream().mapToLong(LostTrail::count).sum();
  }
}
