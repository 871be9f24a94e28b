// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;

/**
 * Written before a risky call: what remains of it if the process dies inside.
 *
 * @param spawn id of the spawn that follows
 */
public record Warning(String spawn, Attempt attempt) implements Event {
  @Override
  public Instant time() {
    return attempt.time();
  }

  @Override
  public SpawningProcess process() {
    return attempt.process();
  }
}
