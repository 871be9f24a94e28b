// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.lang.management.ManagementFactory;
import java.util.logging.LogManager;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/**
 * Says in its main who is to manage its logs and its beans, as some containers do, and who does.
 */
public final class ChoosesItsManagers {
  private ChoosesItsManagers() {}

  /** Another class than the JDK's, by which it is known. */
  public static final class OwnLogManager extends LogManager {}

  /** Says that it is asked. */
  public static final class OwnServerBuilder extends MBeanServerBuilder {
    @Override
    public MBeanServerDelegate newMBeanServerDelegate() {
      System.out.println("a server is built");
      return super.newMBeanServerDelegate();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    awaitEndOf("spawnrisk-weaver");
    System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
    System.setProperty("javax.management.builder.initial", OwnServerBuilder.class.getName());
    ManagementFactory.getPlatformMBeanServer();
    System.out.println(LogManager.getLogManager().getClass().getName());
  }

  private static void awaitEndOf(String name) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(name)) {
        thread.join();
      }
    }
  }
}
