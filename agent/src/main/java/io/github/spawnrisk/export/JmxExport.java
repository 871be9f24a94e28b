// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import javax.management.AttributeList;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The MXBean: one snapshot for all attributes of a request, so that its numbers agree. */
final class JmxExport extends StandardMBean {
  private static final ThreadLocal<@Nullable Snapshot> HELD = new ThreadLocal<>();

  private final LiveReport report;

  JmxExport(LiveReport report) {
    super(new SpawnRisk(() -> current(report)), SpawnRiskMXBean.class, true);
    this.report = report;
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    HELD.set(report.snapshot());
    try {
      return super.getAttributes(names);
    } finally {
      HELD.remove();
    }
  }

  private static Snapshot current(LiveReport report) {
    Snapshot held = HELD.get();
    return held == null ? report.snapshot() : held;
  }
}
