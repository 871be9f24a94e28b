// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * For each line that it reads it spawns, and then tells what it holds: a JVM to attach to often.
 */
public final class TellsItsSize {
  private static final int COLLECTIONS =
      3; // classes go with the first one, what they held after it

  private TellsItsSize() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    size();
    System.out.println("ready");
    while (in.readLine() != null) {
      new ProcessBuilder("true").start().waitFor();
      System.out.println(size());
    }
  }

  private static String size() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return classes() + " " + names("/proc/self/fd") + " " + threads();
  }

  /**
   * Loaders of the agent, and classes of all loaders, as the JVM counts them when it goes through
   * its class loaders. Not getLoadedClassCount, which takes each redefinition for a class more.
   */
  private static String classes() {
    try {
      Object table =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmClassloaderStats",
                  null,
                  null);
      List<String> lines = table.toString().lines().toList();
      String total =
          lines.stream().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
      long agents = lines.stream().filter(line -> line.contains("AgentLoader")).count();
      return agents + " " + total.split("\\s+", -1)[3];
    } catch (JMException refused) {
      throw new IllegalStateException(refused);
    }
  }

  private static int names(String folder) {
    String[] names = new File(folder).list();
    return names == null ? -1 : names.length;
  }

  /** By name, without the JDK's own, which come and go. */
  private static String threads() {
    return Arrays.toString(
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("spawnrisk"))
            .sorted()
            .toArray());
  }
}
