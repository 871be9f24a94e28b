// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A call that returned. */
@Name("spawnrisk.Spawn")
@Label("Spawn")
@Description("A call that creates a process, with what it could have cost")
final class JfrSpawn extends JfrAttempt {
  @Label("Call Duration")
  @Description("How long the calling thread was in the call")
  @Timespan(Timespan.NANOSECONDS)
  long callDuration;

  @Label("Child PID")
  long childPid;

  @Label("Outcome")
  @Description("started, or the error's name")
  @Nullable String outcome;

  /** JFR's own threshold is of the event's duration, and the event is made after the call. */
  @SettingDefinition
  @Label("Shortest Call")
  @Description("Calls that took less are not recorded, such as 10 ms")
  boolean shortestCall(JfrShortest shortest) {
    return shortest.admits(callDuration);
  }
}
