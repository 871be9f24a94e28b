// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** Events in, one immutable report out: the same fold for a live process and for files. */
@NullMarked
package io.github.spawnrisk.report;

import org.jspecify.annotations.NullMarked;
