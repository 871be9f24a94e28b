// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SpawningProcess;
import org.jspecify.annotations.Nullable;

/**
 * The spawn that a process came from.
 *
 * @param spawn its id
 * @param command what the call named; null where it named none
 */
public record Origin(
    String spawn, SpawningProcess parent, CallSite callSite, @Nullable String command) {}
