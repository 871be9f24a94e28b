// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import java.util.List;
import java.util.stream.Stream;

/** Where in a program spawns come from. */
public record CallSite(String label) implements Comparable<CallSite> {
  /** All that came when a pipeline had no room for a row more. */
  public static final CallSite OTHERS = new CallSite("other call sites");

  /** The JDK's frames and the agent's own: what lies between the application and the call. */
  private static final List<String> BETWEEN =
      Stream.concat(
              Stream.of("java.", "javax.", "jdk.", "sun.", "com.sun."),
              Stream.of("agent", "boot", "bridge", "instrument", "shaded")
                  .map(part -> "io.github.spawnrisk." + part + "."))
          .toList();

  /**
   * In a JVM the first frame of the application, else the process and the function that called, or
   * the call where that is not known.
   */
  public static CallSite of(Attempt attempt) {
    JvmContext jvm = attempt.jvm();
    if (jvm != null && jvm.vmOwn()) {
      return new CallSite(attempt.process().label() + ": the JVM itself: " + attempt.call());
    }
    if (jvm == null || jvm.stack().isEmpty()) {
      String function = attempt.caller().function();
      return new CallSite(
          attempt.process().label() + ": " + (function == null ? attempt.call() : function));
    }
    return new CallSite(
        jvm.stack().stream()
            .filter(CallSite::isApplication)
            .findFirst()
            .orElse(jvm.stack().get(0)));
  }

  private static boolean isApplication(String frame) {
    boolean isGenerated = frame.contains("$$Lambda") || frame.contains(".$Proxy");
    return !isGenerated && BETWEEN.stream().noneMatch(frame::startsWith);
  }

  @Override
  public int compareTo(CallSite other) {
    return label.compareTo(other.label);
  }
}
