// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors

/** Speaks to a running JVM by HotSpot's attach protocol, in whichever container it is. */
@NullMarked
package io.github.spawnrisk.attach;

import org.jspecify.annotations.NullMarked;
