// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** The command line: one class for each command. */
@NullMarked
package io.github.spawnrisk.cli;

import org.jspecify.annotations.NullMarked;
