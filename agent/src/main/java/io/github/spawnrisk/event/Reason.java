// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One reason with its numbers, whose unit (bytes or nanoseconds) follows from the code.
 *
 * @param code stable, such as OOM_POSSIBLE; not an enum, for later versions add to it
 * @param source where the limit was read
 */
public record Reason(
    String code, Level level, OptionalLong need, OptionalLong have, @Nullable String source) {
  /** By how much the need exceeds what there is; negative where it fits. */
  public OptionalLong excess() {
    return need.isPresent() && have.isPresent()
        ? OptionalLong.of(need.getAsLong() - have.getAsLong())
        : OptionalLong.empty();
  }
}
