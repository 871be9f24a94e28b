// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SpawningProcess;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A process for the life of the machine: pids come round again, with another start time. */
public record Identity(long pid, long start) {
  /** Null where the start time is not known. */
  static @Nullable Identity of(long pid, OptionalLong start) {
    return start.isPresent() ? new Identity(pid, start.getAsLong()) : null;
  }

  static @Nullable Identity of(SpawningProcess process) {
    return of(process.pid(), process.start());
  }

  static @Nullable Identity ofParent(SpawningProcess process) {
    return process.parent().isPresent()
        ? of(process.parent().getAsLong(), process.parentStart())
        : null;
  }

  /** Pids and start times rise together: their sums would fall on few places of a table. */
  static int hash(long pid, long start) {
    long mixed = (pid * 0x9E3779B97F4A7C15L + start) * 0xC2B2AE3D27D4EB4FL;
    return (int) (mixed >>> 32);
  }

  @Override
  public int hashCode() {
    return hash(pid, start);
  }
}
