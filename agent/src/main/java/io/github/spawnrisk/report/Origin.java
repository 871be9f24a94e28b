// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import org.jspecify.annotations.Nullable;

/**
 * Where a process came from.
 *
 * @param parent the process that made it
 * @param callSite where in that one's program; null where not known
 * @param spawn the spawn's id; null where it did not tell its child
 */
public record Origin(Identity parent, @Nullable CallSite callSite, @Nullable String spawn) {}
