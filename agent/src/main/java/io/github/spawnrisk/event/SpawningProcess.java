// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The process (and its thread) that wrote the line.
 *
 * @param start its start time in clock ticks since boot: with pid it names a process
 */
public record SpawningProcess(
    long pid, OptionalLong tid, OptionalLong start, @Nullable String name) {
  /** Its name, or its pid where the name is not known. */
  public String label() {
    return name == null ? "process " + pid : name;
  }
}
