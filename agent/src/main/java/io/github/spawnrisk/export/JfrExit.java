// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A child's end. */
@Name("spawnrisk.Exit")
@Label("Exit")
@Description("A child has ended, and was reaped")
final class JfrExit extends JfrEvent {
  @Label("Spawn Id")
  @Nullable String spawn;

  @Label("Child PID")
  long childPid;

  @Label("End")
  @Description("Its status, or the signal that ended it")
  @Nullable String end;

  @Label("Lived")
  @Timespan(Timespan.NANOSECONDS)
  long lived;

  @Label("Peak RSS")
  @DataAmount
  long peakRss;

  @Label("OOM Killed")
  @Description("yes or possible, where there is evidence")
  @Nullable String oomKilled;

  @Label("Reasons")
  @Nullable String reasons;
}
