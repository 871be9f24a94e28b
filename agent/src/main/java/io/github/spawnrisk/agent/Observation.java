// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.SpawnGate;
import io.github.spawnrisk.export.JmxExport;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.NonHeap;
import io.github.spawnrisk.instrument.ProcessBuilderWeaver;
import io.github.spawnrisk.instrument.SpawnContext;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;

/** The agent at work, from the moment that the native side and the boot classes are there. */
final class Observation {
  private final AgentOptions options;
  private final Instrumentation instrumentation;
  private final SpawnContext context;
  private final LiveReport report = new LiveReport(new NativeEvents());

  private Observation(AgentOptions options, Instrumentation instrumentation) {
    this.options = options;
    this.instrumentation = instrumentation;
    this.context = new SpawnContext(options.fullArguments(), report::spawned);
  }

  static void begin(AgentOptions options, Instrumentation instrumentation) {
    Observation observation = new Observation(options, instrumentation);
    SpawnGate.open(observation.context);
    observation.report.start();
    ExitReports.register(options, observation.report);
    if (options.eager()) {
      observation.weave();
    }
    observation.startBackground();
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  private void startBackground() {
    Thread thread = new Thread(null, this::finishInBackground, "spawnrisk-weaver", 0, false);
    thread.setContextClassLoader(Observation.class.getClassLoader());
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.setDaemon(true);
    thread.start();
  }

  /** A spawn that comes before this is done is recorded all the same, without its Java side. */
  private void finishInBackground() {
    if (!options.eager()) {
      weave();
    }
    try {
      context.readNonHeapFrom(NonHeap.committed());
      if (options.jmx()) {
        String refusal = JmxExport.register(report);
        if (refusal != null) {
          Agent.say("spawnrisk: no report by JMX: " + refusal);
        }
      }
    } catch (NoClassDefFoundError absent) {
      // A runtime image without java.management has no JMX, and non-heap bytes stay absent.
    }
  }

  private void weave() {
    try {
      context.warmUp();
      ProcessBuilderWeaver.weave(instrumentation);
    } catch (UnmodifiableClassException | RuntimeException | LinkageError failure) {
      Agent.say("spawnrisk: spawns are recorded without their Java side: " + failure);
    }
  }
}
