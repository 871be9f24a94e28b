// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Row;
import org.jspecify.annotations.Nullable;

/** One row of the report as JMX clients see it: a class with getters, which MXBeans understand. */
public final class CallSiteData {
  private final Row row;

  CallSiteData(Row row) {
    this.row = row;
  }

  public String getCallSite() {
    return row.callSite().label();
  }

  public @Nullable String getCommand() {
    return row.command();
  }

  public String getCall() {
    return row.call();
  }

  public String getMechanism() {
    return row.mechanism();
  }

  public boolean isCopiesMemory() {
    return row.copiesMemory();
  }

  public String getLevel() {
    return row.level().label();
  }

  /** Codes of the reasons, the worst first. */
  public String[] getReasons() {
    return row.ranked().stream().map(Finding::code).toArray(String[]::new);
  }

  public long getSpawns() {
    return row.spawns();
  }

  public long getFailures() {
    return row.failed();
  }

  /** In bytes, the largest; null where not known. */
  public @Nullable Long getCommitCharge() {
    return row.commitCharge() == null ? null : row.commitCharge().count();
  }
}
