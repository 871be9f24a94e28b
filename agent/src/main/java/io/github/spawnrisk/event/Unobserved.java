// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;

/** A reaped child whose spawn the process that reaped it has not seen. */
public record Unobserved(Instant time, SpawningProcess process, long childPid, End end)
    implements Event {}
