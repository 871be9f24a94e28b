// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.time.Instant;

/**
 * A child that got a copy, ran no other program and has not ended, as far as was seen.
 *
 * @param spawn the spawn's id
 * @param since when it was spawned
 */
record LivingChild(String spawn, long parent, long pid, long start, Instant since) {}
