// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
/** The native library on its way from the jar to a path that stays. */
@NullMarked
package io.github.spawnrisk.library;

import org.jspecify.annotations.NullMarked;
