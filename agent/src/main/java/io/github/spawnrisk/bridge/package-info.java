// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** Finds, checks and loads the native library; its functions. */
@NullMarked
package io.github.spawnrisk.bridge;

import org.jspecify.annotations.NullMarked;
