// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * What earlier children of the same call site and command were seen to do.
 *
 * @param ended how many of them have ended
 * @param copied their usual measured copy; null: none was measured
 * @param peakRss their usual peak of resident memory; null: none was seen
 */
public record EarlierChildren(long ended, @Nullable Bytes copied, @Nullable Bytes peakRss) {}
