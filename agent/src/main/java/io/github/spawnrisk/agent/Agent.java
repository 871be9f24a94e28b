// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.bridge.LibraryException;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** The doors of the Java agent: at the JVM's start, and into a running one. */
public final class Agent {
  private static boolean started;

  private Agent() {}

  /** By -javaagent. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation);
  }

  /** By attach. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    start(argument, instrumentation);
  }

  private static synchronized void start(
      @Nullable String argument, Instrumentation instrumentation) {
    if (started) {
      say("spawnrisk: agent runs in this JVM already; nothing was done");
      return;
    }
    try {
      Startup.run(argument, instrumentation);
      started = true;
    } catch (Throwable failure) { // whatever it is, the host runs on
      say("spawnrisk: agent not started: " + reason(failure));
    }
  }

  private static String reason(Throwable failure) {
    boolean ours = failure instanceof OptionException || failure instanceof LibraryException;
    String reason = ours ? String.valueOf(failure.getMessage()) : failure.toString();
    return reason.replace('\n', ' ');
  }

  static void say(String line) {
    System.err.println(line);
  }
}
