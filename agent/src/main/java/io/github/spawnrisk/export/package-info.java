// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** The live report of this process and the ways out of it. */
@NullMarked
package io.github.spawnrisk.export;

import org.jspecify.annotations.NullMarked;
