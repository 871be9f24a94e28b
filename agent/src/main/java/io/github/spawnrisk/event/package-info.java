// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** The event schema as records, and the reader of its lines. */
@NullMarked
package io.github.spawnrisk.event;

import org.jspecify.annotations.NullMarked;
