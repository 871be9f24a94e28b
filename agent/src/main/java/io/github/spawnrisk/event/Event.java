// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;

/** What one line of schema 1 says; {@code docs/event.md} explains each field. */
public sealed interface Event permits Spawn, Warning, Loss, Aftermath, Unobserved, Unfollowed {
  Instant time();

  SpawningProcess process();
}
