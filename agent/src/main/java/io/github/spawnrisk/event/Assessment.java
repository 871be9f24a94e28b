// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if a process made a call now; nobody made it.
 *
 * @param exact whether charge and exposure were summed over the areas, and not taken from its
 *     status, which may be too high
 * @param nearest the limit that would be hit first, whether the call fits or not; null: none known
 */
public record Assessment(
    Attempt attempt, boolean exact, @Nullable Reason nearest, List<UnreadFacts> unread) {
  public Assessment {
    unread = List.copyOf(unread);
  }

  /** Whether a reason could not be assessed: none found is no all-clear then. */
  public boolean isPartlyAssessed() {
    return !attempt.risk().notAssessed().isEmpty();
  }
}
