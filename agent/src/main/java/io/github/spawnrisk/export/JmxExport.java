// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import javax.management.AttributeList;
import javax.management.StandardEmitterMBean;
import org.jspecify.annotations.Nullable;

/** The MXBean: one snapshot for all attributes of a request, so that its numbers agree. */
final class JmxExport extends StandardEmitterMBean {
  private static final ThreadLocal<@Nullable Snapshot> HELD = new ThreadLocal<>();

  private final LiveReport report;
  private final WarningNotifications notifications;

  JmxExport(LiveReport report) {
    this(report, new WarningNotifications());
  }

  private JmxExport(LiveReport report, WarningNotifications notifications) {
    super(
        new SpawnRisk(() -> current(report), report::reset),
        SpawnRiskMXBean.class,
        true,
        notifications);
    this.report = report;
    this.notifications = notifications;
    report.alerts().to(notifications);
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

  /** Tells nobody any more. */
  void stop() {
    report.alerts().noMoreTo(notifications);
    notifications.stop();
  }
}
