// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** The way in of the Java agent: options, start-up in order, and the end. */
@NullMarked
package io.github.spawnrisk.agent;

import org.jspecify.annotations.NullMarked;
