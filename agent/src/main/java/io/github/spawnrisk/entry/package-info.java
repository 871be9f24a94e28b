// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** What of the agent the application's own class loader has; the rest can be unloaded. */
@NullMarked
package io.github.spawnrisk.entry;

import org.jspecify.annotations.NullMarked;
