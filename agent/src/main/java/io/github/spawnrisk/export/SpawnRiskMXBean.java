// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

/**
 * What JMX clients see. An attribute list that is read in one request is of one moment. Each new
 * warning is a notification, of the type io.github.spawnrisk.warning.CODE.
 */
public interface SpawnRiskMXBean {
  /** Spawns that returned, failed ones among them. */
  long getSpawns();

  /** Spawns that failed. */
  long getFailures();

  /** Spawns that were warned of before they were made. */
  long getWarnings();

  /** Events that were lost because they came faster than they could be taken. */
  long getMissedEvents();

  /** Spawns whose thread and stack could not be taken. */
  long getMissedContexts();

  /** none, notice, warning or critical. */
  String getWorstLevel();

  /** The report as text, 80 columns wide. */
  String getTextReport();

  /** The report as JSON. */
  String getJsonReport();

  /** The call sites with the highest risk, the worst first. */
  CallSiteData[] getTopCallSites();

  /** All reasons that are a warning or critical, by call site. */
  FindingData[] getFindings();

  /** Forgets all of it, and begins anew. */
  void reset();
}
