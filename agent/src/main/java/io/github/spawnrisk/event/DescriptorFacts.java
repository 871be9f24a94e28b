// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors without close-on-exec, standard input, output and error apart.
 *
 * @param inherited how many; empty where they were not looked at for this call
 * @param partial whether not all that are open were looked at
 * @param example kind and number of one of them, such as "listening socket 7"; null if there is
 *     none
 */
public record DescriptorFacts(OptionalLong inherited, boolean partial, @Nullable String example) {
  static final DescriptorFacts UNKNOWN = new DescriptorFacts(OptionalLong.empty(), false, null);
}
