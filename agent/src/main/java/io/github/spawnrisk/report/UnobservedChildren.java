// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SpawningProcess;

/**
 * Children that a process reaped, and that no door saw come.
 *
 * @param process the one that reaped them
 */
public record UnobservedChildren(SpawningProcess process, long count) {}
