// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** The MXBean io.github.spawnrisk:type=SpawnRisk on the platform's MBean server. */
public final class JmxExport extends StandardMBean {
  private static final String NAME = "io.github.spawnrisk:type=SpawnRisk";

  private final RequestSnapshot snapshot;

  private JmxExport(RequestSnapshot snapshot) {
    super(new SpawnRisk(snapshot), SpawnRiskMXBean.class, true);
    this.snapshot = snapshot;
  }

  /**
   * Starts the platform's MBean server where nobody has: not on a start-up path. Returns null, or
   * in one line why there is no bean.
   */
  public static @Nullable String register(LiveReport report) {
    try {
      JmxExport bean = new JmxExport(new RequestSnapshot(report));
      ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(NAME));
      return null;
    } catch (JMException | RuntimeException refusal) { // JMRuntimeException: its builder's
      return refusal.toString();
    }
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    snapshot.hold();
    try {
      return super.getAttributes(names);
    } finally {
      snapshot.release();
    }
  }

  /** One snapshot for all attributes of a request, so that its numbers agree. */
  private static final class RequestSnapshot implements Supplier<Snapshot> {
    private final LiveReport report;
    private final ThreadLocal<@Nullable Snapshot> held = new ThreadLocal<>();

    RequestSnapshot(LiveReport report) {
      this.report = report;
    }

    void hold() {
      held.set(report.snapshot());
    }

    void release() {
      held.remove();
    }

    @Override
    public Snapshot get() {
      Snapshot one = held.get();
      return one == null ? report.snapshot() : one;
    }
  }
}
