// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * Earlier copies that still lived before the call, where they made a difference.
 *
 * @param count how many
 * @param uncopied what they and their parent had not copied yet, at most; null: not known
 */
public record LivingCopyFacts(long count, @Nullable Bytes uncopied) {}
