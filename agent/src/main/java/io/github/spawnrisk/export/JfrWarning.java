// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A call that could hurt, told before it is made. */
@Name("spawnrisk.Warning")
@Label("Spawn Warning")
@Description(
    "A call that could hurt, before it was made; where no spawn follows, it never returned")
final class JfrWarning extends JfrAttempt {}
