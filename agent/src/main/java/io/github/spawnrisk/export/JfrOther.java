// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** What a report needs besides, and nobody looks for by itself. */
@Name("spawnrisk.Other")
@Label("Other Line")
@Description("A line of another kind: copy, unobserved, unfollowed, unstarted or loss")
final class JfrOther extends JfrEvent {}
