// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;
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
    @Nullable Bytes nonHeapCommitted) {
  public JvmContext {
    stack = List.copyOf(stack);
  }
}
