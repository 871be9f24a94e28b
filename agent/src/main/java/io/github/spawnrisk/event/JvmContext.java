// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the agent knows of the Java side of a spawn.
 *
 * @param vmOwn the JVM itself asked for the child, as for OnOutOfMemoryError; nothing else is known
 * @param stack innermost frame first, each "pkg.Class.method:123"
 */
public record JvmContext(
    boolean vmOwn,
    @Nullable String thread,
    @Nullable Boolean virtual,
    List<String> stack,
    @Nullable Bytes heapUsed,
    @Nullable Bytes heapCommitted,
    @Nullable Bytes heapMax,
    @Nullable Bytes nonHeapCommitted,
    @Nullable Launch launch,
    @Nullable Collections collections,
    @Nullable State state) {
  static final JvmContext UNKNOWN =
      new JvmContext(false, null, null, List.of(), null, null, null, null, null, null, null);

  public JvmContext {
    stack = List.copyOf(stack);
  }

  /**
   * How the child was to be started.
   *
   * @param directory whether it has another working directory than the JVM
   * @param input the kind of its redirect, such as pipe or inherit; likewise output and error
   * @param environment how many variables it gets; empty: it inherits the JVM's
   */
  public record Launch(
      boolean directory,
      @Nullable String input,
      @Nullable String output,
      @Nullable String error,
      OptionalLong environment) {}

  /**
   * Garbage collections at the call.
   *
   * @param pauses how many ended since pauses are heard of
   * @param inPause since that began in which the call was made; null: it was in none
   * @param ended since a pause or a concurrent cycle was last seen to end
   * @param inCycle a concurrent cycle was under way, or had ended since the JVM was looked at
   */
  public record Collections(
      OptionalLong pauses, @Nullable Duration inPause, @Nullable Duration ended, boolean inCycle) {}

  /**
   * What the JVM as a whole was like when it was last looked at.
   *
   * @param age since it was looked at
   */
  public record State(
      @Nullable Bytes direct,
      @Nullable Bytes mapped,
      @Nullable String collector,
      boolean heapIsShared,
      OptionalLong liveThreads,
      Duration age) {}
}
