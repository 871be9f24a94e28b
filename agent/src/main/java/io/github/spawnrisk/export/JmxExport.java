// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.ManagementFactory;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The MXBean io.github.spawnrisk:type=SpawnRisk on the platform's MBean server. */
public final class JmxExport extends StandardMBean {
  private static final String NAME = "io.github.spawnrisk:type=SpawnRisk";

  private static final ThreadLocal<@Nullable Snapshot> HELD = new ThreadLocal<>();

  private final LiveReport report;

  private JmxExport(LiveReport report) {
    super(new SpawnRisk(() -> current(report)), SpawnRiskMXBean.class, true);
    this.report = report;
  }

  /**
   * Starts the platform's MBean server where nobody has: not on a start-up path. Returns null, or
   * in one line why there is no bean.
   */
  public static @Nullable String register(LiveReport report) {
    try {
      JmxExport bean = new JmxExport(report);
      ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(NAME));
      return null;
    } catch (JMException | RuntimeException refusal) { // JMRuntimeException: its builder's
      return refusal.toString();
    }
  }

  /** Takes back what was registered; the server stays. */
  public static void unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
    } catch (JMException | RuntimeException gone) {
      // Somebody else has taken it out: it is not there any more either way.
    }
  }

  /** One snapshot for all attributes of a request, so that its numbers agree. */
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
