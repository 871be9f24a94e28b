// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.Launches;
import io.github.spawnrisk.boot.SpawnGate;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.entry.Departure;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.MachineSampler;
import io.github.spawnrisk.export.PlatformBean;
import io.github.spawnrisk.instrument.ProcessBuilderWeaver;
import io.github.spawnrisk.instrument.SpawnContext;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import org.jspecify.annotations.Nullable;

/** The agent at work, from the moment that the native side and the boot classes are there. */
final class Observation implements Departure {
  private final AgentOptions options;
  private final ProcessBuilderWeaver weaver;
  private final SpawnContext context;
  private final LiveReport report = new LiveReport(new NativeEvents());
  private final ExitReports exitReports;
  private final Thread background =
      new Thread(null, this::finishInBackground, "spawnrisk-weaver", 0, false);
  private @Nullable PlatformBean bean;

  private Observation(AgentOptions options, Instrumentation instrumentation) {
    this.options = options;
    this.weaver = new ProcessBuilderWeaver(instrumentation);
    this.context = new SpawnContext(options.fullArguments(), report::spawned);
    this.exitReports = ExitReports.register(options, report);
  }

  /**
   * @param attached what else is left to the background is done when this returns
   */
  static Observation begin(
      AgentOptions options, Instrumentation instrumentation, boolean attached) {
    Observation observation = new Observation(options, instrumentation);
    SpawnGate.open(observation.context);
    observation.report.start();
    if (attached) {
      observation.takeLaunches();
      observation.export();
    } else {
      observation.weaveIfEager();
      observation.startBackground();
    }
    return observation;
  }

  /** A service that runs is not stopped, as it would be for a class to be redefined. */
  private void takeLaunches() {
    String refusal = Launches.take(options.fullArguments());
    if (refusal == null) {
      return;
    }
    Agent.say("spawnrisk: all threads stop while ProcessBuilder is woven: " + refusal);
    weave();
  }

  private void weaveIfEager() {
    if (options.eager()) {
      weave();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  private void startBackground() {
    background.setContextClassLoader(Observation.class.getClassLoader());
    background.setPriority(Thread.MIN_PRIORITY);
    background.setDaemon(true);
    background.start();
  }

  /** A spawn that comes before this is done is recorded all the same, without its Java side. */
  private void finishInBackground() {
    if (!options.eager()) {
      weave();
    }
    export();
  }

  private void export() {
    try {
      MachineSampler sampler = new MachineSampler(Native::state);
      sampler.run();
      report.eachTurn(sampler);
      if (options.jmx() != AgentOptions.Jmx.FALSE) {
        exportBean();
      }
    } catch (NoClassDefFoundError absent) {
      // A runtime image without java.management has no JMX, and non-heap bytes stay absent.
    }
  }

  private void exportBean() {
    PlatformBean exported =
        new PlatformBean(report, refusal -> Agent.say("spawnrisk: no report by JMX: " + refusal));
    bean = exported;
    if (options.jmx() == AgentOptions.Jmx.TRUE) {
      exported.startServer();
    }
    exported.run();
    report.eachTurn(exported);
  }

  private void weave() {
    try {
      context.warmUp();
      weaver.weave();
    } catch (UnmodifiableClassException | RuntimeException | LinkageError failure) {
      Agent.say("spawnrisk: spawns are recorded without their Java side: " + failure);
    }
  }

  /**
   * Leaves the JVM as it was. Backwards: no new spawn is told first, what was told is in the
   * report, and the native side goes last, which the others ask.
   */
  @Override
  public void leave()
      throws InterruptedException, UnmodifiableClassException, ClassNotFoundException {
    background.join();
    Launches.giveBack();
    weaver.unweave();
    SpawnGate.open(null);
    report.stop();
    if (bean != null) {
      bean.withdraw();
    }
    exitReports.writeAndForget();
    Native.stop();
  }
}
