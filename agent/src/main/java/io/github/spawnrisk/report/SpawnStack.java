// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import java.util.List;

/**
 * Who called whom to make a spawn.
 *
 * @param java Java's frames, innermost first; empty for what is no JVM
 * @param nativeFrames native frames, innermost first, in the end called by those of Java
 */
public record SpawnStack(List<String> java, List<String> nativeFrames) {
  /** All that found no room. */
  public static final SpawnStack OTHERS = new SpawnStack(List.of("other stacks"), List.of());

  public SpawnStack {
    java = List.copyOf(java);
    nativeFrames = List.copyOf(nativeFrames);
  }

  static SpawnStack of(Attempt attempt) {
    return new SpawnStack(javaOf(attempt), attempt.caller().stack());
  }

  /** Whether it is that of the event: by the very lists first, for most events repeat a stack. */
  boolean isOf(Attempt attempt) {
    List<String> frames = javaOf(attempt);
    List<String> callers = attempt.caller().stack();
    return (java == frames || java.equals(frames))
        && (nativeFrames == callers || nativeFrames.equals(callers));
  }

  private static List<String> javaOf(Attempt attempt) {
    JvmContext jvm = attempt.jvm();
    return jvm == null ? List.of() : jvm.stack();
  }
}
