// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** What a reason means and what to do about it, in words filled with its numbers. */
@NullMarked
package io.github.spawnrisk.explain;

import org.jspecify.annotations.NullMarked;
