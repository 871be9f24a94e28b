// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** Logs of any size, and what else can read them. */
@NullMarked
package io.github.spawnrisk.bench;

import org.jspecify.annotations.NullMarked;
