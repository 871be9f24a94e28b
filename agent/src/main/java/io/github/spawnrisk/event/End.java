// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a child ended.
 *
 * @param status its exit status, or empty
 * @param signal the signal that ended it, or empty
 * @param peakRss what it had before an exec included
 * @param parentPeakRss the largest that the process had ever had that reaped it
 */
public record End(
    OptionalLong status,
    OptionalLong signal,
    @Nullable Bytes peakRss,
    @Nullable Bytes parentPeakRss) {
  /** Such as "status 0", or "signal 9". */
  public String label() {
    return signal.isPresent()
        ? "signal " + signal.getAsLong()
        : "status " + (status.isPresent() ? status.getAsLong() : "unknown");
  }
}
