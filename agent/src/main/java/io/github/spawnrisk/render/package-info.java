// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** One class for each format of a report. */
@NullMarked
package io.github.spawnrisk.render;

import org.jspecify.annotations.NullMarked;
