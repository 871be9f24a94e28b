// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What all events for the flight recorder have. They are committed where lines are read, for only a
 * line has all facts: so their thread and start are those of the reader, and what is meant is in
 * fields. By {@code childPid} they are joined to jdk.ProcessStart, which the spawning thread
 * commits.
 */
@Registered(false)
@Category({"Operating System", "spawnrisk"})
@StackTrace(false)
abstract class JfrEvent extends Event {
  @Label("Line")
  @Description("The event as it stands in the log; 'spawnrisk report' reads this one")
  @Nullable String line;
}
