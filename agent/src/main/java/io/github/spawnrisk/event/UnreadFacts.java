// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/**
 * Facts that are missing, and why.
 *
 * @param source the file that has them
 * @param error name of the errno that reading it gave; null: it does not tell them, or not all
 * @param facts those that are missing, in words
 */
public record UnreadFacts(String source, @Nullable String error, String facts) {}
