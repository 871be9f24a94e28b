// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The process (and its thread) that wrote the line.
 *
 * @param start its start time in clock ticks since boot: with pid it names a process
 * @param parent its parent's pid at that moment, and the same of that one
 */
public record SpawningProcess(
    long pid,
    OptionalLong tid,
    OptionalLong start,
    OptionalLong parent,
    OptionalLong parentStart,
    @Nullable String name) {
  /** Of unknown parents. */
  public SpawningProcess(long pid, OptionalLong tid, OptionalLong start, @Nullable String name) {
    this(pid, tid, start, OptionalLong.empty(), OptionalLong.empty(), name);
  }

  /** Its name, or its pid where the name is not known. */
  public String label() {
    return name == null ? "process " + pid : name;
  }
}
