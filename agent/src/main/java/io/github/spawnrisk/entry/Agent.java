// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import io.github.spawnrisk.bridge.AgentException;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The doors of the Java agent: at the JVM's start, into a running one, and out again. */
public final class Agent {
  private static final String CORE = "io.github.spawnrisk.agent.Startup";

  private static @Nullable Departure running;
  private static @Nullable AgentLoader loader;
  private static @Nullable Arrival arrival;

  private Agent() {}

  /** By -javaagent. */
  public static void premain(@Nullable String argument, Instrumentation instrumentation) {
    String refusal = start(null, argument, instrumentation, false);
    if (refusal != null) {
      say("spawnrisk: " + refusal);
    }
  }

  /** By attach: with an order of 'spawnrisk attach' or 'spawnrisk detach', or by hand. */
  public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
    Order order = Order.parse(argument);
    String refusal = order.refusal(version());
    if (refusal == null) {
      refusal = order.isToStop() ? stop(order.jar()) : attach(order, instrumentation);
    }
    order.answer(refusal);
  }

  private static @Nullable String attach(Order order, Instrumentation instrumentation) {
    return start(order.jar(), order.options(), instrumentation, true);
  }

  /** Returns null, or in one line why it was not done. */
  private static synchronized @Nullable String start(
      @Nullable File jar,
      @Nullable String options,
      Instrumentation instrumentation,
      boolean attached) {
    if (running != null) {
      return "agent runs in this JVM already; nothing was done";
    }
    try {
      loader = AgentLoader.of(jar);
      Class.forName(CORE, true, loader);
      running = Objects.requireNonNull(arrival).run(options, instrumentation, attached);
      return null;
    } catch (Throwable failure) { // whatever it is, the host runs on
      closeLoader();
      return "agent not started: " + reason(failure);
    }
  }

  /**
   * Likewise. What has been closed half is not closed again: its threads and advice may be gone.
   */
  private static synchronized @Nullable String stop(@Nullable File jar) {
    Departure stopped = running;
    if (stopped == null) {
      return "no agent runs in this JVM; nothing was done";
    }
    running = null;
    try {
      stopped.leave();
      if (jar != null) {
        RecordTraces.replace(jar);
      }
      return null;
    } catch (Throwable failure) {
      return "agent not stopped wholly: " + reason(failure);
    } finally {
      closeLoader();
    }
  }

  /**
   * The class that is loaded for a start tells of itself as it is initialized: a method that is
   * called by reflection costs milliseconds before main.
   */
  public static void arrives(Arrival next) {
    arrival = next;
  }

  private static void closeLoader() {
    AgentLoader closed = loader;
    loader = null;
    arrival = null;
    try {
      if (closed != null) {
        closed.close();
      }
    } catch (IOException alreadyClosed) {
      // The jar was only read.
    }
  }

  private static String reason(Throwable failure) {
    String reason =
        failure instanceof AgentException
            ? String.valueOf(failure.getMessage())
            : failure.toString();
    return reason.replace('\n', ' ');
  }

  /** Of the jar. */
  public static String version() {
    String version = Agent.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** One line for whoever reads the application's standard error. */
  public static void say(String line) {
    System.err.println(line);
  }
}
