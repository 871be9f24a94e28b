// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process becomes a program that will not be observed.
 *
 * @param process the one that becomes another; its own spawn is its parent's to tell
 * @param failed whether this withdraws an earlier line: the program could not be run after all
 */
public record Unfollowed(
    Instant time, SpawningProcess process, @Nullable String command, boolean failed)
    implements Event {}
