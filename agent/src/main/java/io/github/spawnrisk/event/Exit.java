// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The child has been reaped.
 *
 * @param process the one that reaped it
 * @param childPid empty where the call that made the child reaped it too, and did not tell which it
 *     was
 * @param oomKilled "yes" where the evidence is the child's own cgroup's, "possible" where it is
 *     only suggestive; null where there is none
 */
public record Exit(
    Instant time,
    SpawningProcess process,
    String spawn,
    OptionalLong childPid,
    End end,
    @Nullable Duration lived,
    @Nullable String oomKilled,
    Risk risk)
    implements Aftermath {}
