// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Registers the report as io.github.spawnrisk:type=SpawnRisk on the platform's MBean server as soon
 * as that is there. To start it would start java.util.logging too, and choose the classes of both
 * for good, before a main that wants others has said so. Who looks by JMX has started it.
 */
public final class PlatformBean implements Runnable {
  static final String NAME = "io.github.spawnrisk:type=SpawnRisk";
  private static final String PLATFORMS = ManagementFactory.RUNTIME_MXBEAN_NAME;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final LiveReport report;
  private final Consumer<String> refusals;
  private @Nullable MBeanServer server;
  private @Nullable JmxExport export;
  private boolean refused;
  private long looked = System.nanoTime() - PAUSE;

  /**
   * @param refusals is told, once, in one line why there is no bean
   */
  public PlatformBean(LiveReport report, Consumer<String> refusals) {
    this.report = report;
    this.refusals = refusals;
  }

  /** Has the platform's MBean server started: not on a start-up path. */
  public synchronized void startServer() {
    try {
      ManagementFactory.getPlatformMBeanServer();
    } catch (RuntimeException | Error refusal) { // JMRuntimeException, Error: its builder's
      refuse(refusal);
    }
  }

  /** Looks for it, if the last time is long enough ago. */
  @Override
  public synchronized void run() {
    long now = System.nanoTime();
    if (server != null || refused || now - looked < PAUSE) {
      return;
    }
    looked = now;
    try {
      register();
    } catch (JMException | RuntimeException refusal) {
      refuse(refusal);
    }
  }

  /**
   * An application may have servers of its own; the platform's is known by the platform's beans.
   */
  private void register() throws JMException {
    ObjectName platforms = new ObjectName(PLATFORMS);
    for (MBeanServer found : MBeanServerFactory.findMBeanServer(null)) {
      if (found.isRegistered(platforms)) {
        register(found);
        return;
      }
    }
  }

  private void register(MBeanServer found) throws JMException {
    JmxExport bean = new JmxExport(report);
    try {
      found.registerMBean(bean, new ObjectName(NAME));
    } catch (JMException | RuntimeException refusal) {
      bean.stop();
      throw refusal;
    }
    export = bean;
    server = found;
  }

  private void refuse(Throwable refusal) {
    refused = true;
    refusals.accept(refusal.toString());
  }

  /** Takes back what was registered; the server stays. */
  public synchronized void withdraw() {
    MBeanServer registered = server;
    if (export != null) {
      export.stop();
    }
    if (registered == null) {
      return;
    }
    try {
      registered.unregisterMBean(new ObjectName(NAME));
    } catch (JMException | RuntimeException gone) {
      // Somebody else has taken it out: it is not there any more either way.
    }
  }
}
