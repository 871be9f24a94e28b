// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.SettingDefinition;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

/** What is known of a call before it is made. */
abstract class JfrAttempt extends JfrEvent {
  @Label("Spawn Id")
  @Nullable String spawn;

  @Label("Called")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long called;

  @Label("Calling Thread")
  @Nullable String callingThread;

  @Label("Call Site")
  @Nullable String callSite;

  @Label("Stack")
  @Description("The calling thread's frames of Java, or else of native code, innermost first")
  @Nullable String stack;

  @Label("Command")
  @Nullable String command;

  @Label("Call")
  @Nullable String call;

  @Label("Mechanism")
  @Nullable String mechanism;

  @Label("Copies Memory")
  boolean copiesMemory;

  @Label("Level")
  @Nullable String level;

  @Label("Reasons")
  @Nullable String reasons;

  @Label("Commit Charge")
  @DataAmount
  long commitCharge;

  @Label("Copy Exposure")
  @Description("The most that the copy could make its own")
  @DataAmount
  long copyExposure;

  @Label("Page Tables")
  @DataAmount
  long pageTables;

  @Label("Headroom")
  @Description("What machine and tightest cgroup could still give")
  @DataAmount
  long headroom;

  /** Whether a recording wants it; it is asked before each commit. */
  @SettingDefinition
  @Label("Lowest Level")
  @Description("none, notice, warning or critical: what is below is not recorded")
  final boolean lowestLevel(JfrLevel lowest) {
    return lowest.admits(level);
  }
}
