// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A spawn that returned to its caller.
 *
 * @param id names this spawn among all processes and boots
 * @param duration how long the call took; null where it was not measured
 * @param repeats how many equal failures in a row it stands for, itself included
 */
public record Spawn(
    String id, Attempt attempt, Outcome outcome, @Nullable Duration duration, long repeats)
    implements Event {
  @Override
  public Instant time() {
    return attempt.time();
  }

  @Override
  public SpawningProcess process() {
    return attempt.process();
  }
}
