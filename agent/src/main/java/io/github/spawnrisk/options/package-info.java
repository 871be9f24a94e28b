// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** What a user can set: each option with its default and meaning, in one list. */
@NullMarked
package io.github.spawnrisk.options;

import org.jspecify.annotations.NullMarked;
