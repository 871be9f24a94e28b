// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A child that runs another program. */
@Name("spawnrisk.Exec")
@Label("Exec")
@Description("A child runs another program, and gives up its copy")
final class JfrExec extends JfrEvent {
  @Label("Spawn Id")
  @Nullable String spawn;

  @Label("Command")
  @Nullable String command;

  @Label("Exec Window")
  @Description("From the call to the exec")
  @Timespan(Timespan.NANOSECONDS)
  long window;

  @Label("Child PID")
  long childPid;

  @Label("Failed")
  boolean failed;
}
