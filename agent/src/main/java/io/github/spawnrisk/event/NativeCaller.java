// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which native code made a call.
 *
 * @param thread its thread's name, where that is no Java thread and not the process's first
 * @param stack innermost frame first, each "object!function+0x1f", or "object+0x1f"
 */
public record NativeCaller(@Nullable String thread, List<String> stack) {
  static final NativeCaller UNKNOWN = new NativeCaller(null, List.of());

  public NativeCaller {
    stack = List.copyOf(stack);
  }

  /**
   * The innermost function, or the place in its object where that does not tell functions; null:
   * not known. A function's calls from two of its lines are told apart no more than a build's are.
   */
  public @Nullable String function() {
    if (stack.isEmpty()) {
      return null;
    }
    String frame = stack.get(0);
    int offset = frame.lastIndexOf("+0x");
    return offset > 0 && frame.lastIndexOf('!', offset) > 0 ? frame.substring(0, offset) : frame;
  }
}
