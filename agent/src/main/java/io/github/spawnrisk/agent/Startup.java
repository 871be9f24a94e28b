// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.bridge.BootClasses;
import io.github.spawnrisk.bridge.Environment;
import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.NativeLibrary;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.entry.Arrival;
import io.github.spawnrisk.entry.Departure;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * What happens before the application's main. All of it is on the application's start-up time: no
 * JMX, no ByteBuddy, no logging, no java.nio.file.
 */
public final class Startup implements Arrival {
  static {
    Agent.arrives(new Startup());
  }

  private Startup() {}

  @Override
  public Departure run(@Nullable String argument, Instrumentation instrumentation, boolean attached)
      throws OptionException, LibraryException {
    AgentOptions options = AgentOptions.parse(argument, System.getProperties(), Environment.read());
    ClassLoader jar = Startup.class.getClassLoader();
    NativeLibrary.load(instrumentation, jar, options.library());
    BootClasses.define(jar);
    // Classes of their own: to verify them, the JVM may load boot classes.
    return attached || options.eager()
        ? Observation.begin(options, instrumentation, attached)
        : LateObservation.begin(options, instrumentation);
  }
}
