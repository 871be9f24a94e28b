// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** What is woven into ProcessBuilder, and the context that it takes at a spawn. */
@NullMarked
package io.github.spawnrisk.instrument;

import org.jspecify.annotations.NullMarked;
