// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.Launches;
import io.github.spawnrisk.boot.SpawnGate;
import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.entry.Departure;
import io.github.spawnrisk.export.CycleCounter;
import io.github.spawnrisk.export.LiveReport;
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
  private final Exporters exporters;
  private final Thread background =
      new Thread(null, () -> export(false), "spawnrisk-weaver", 0, false);
  private @Nullable CycleCounter cycles;

  Observation(AgentOptions options, Instrumentation instrumentation) {
    this.options = options;
    this.weaver = new ProcessBuilderWeaver(instrumentation);
    this.context = new SpawnContext(options.fullArguments(), report::spawned);
    this.exitReports = new ExitReports(options, report);
    this.exporters = new Exporters(options, report);
  }

  /**
   * @param attached what else is left to the background is done when this returns
   */
  static Observation begin(AgentOptions options, Instrumentation instrumentation, boolean attached)
      throws LibraryException {
    Observation observation = new Observation(options, instrumentation);
    try {
      observation.begin(attached);
      return observation;
    } catch (Throwable failure) {
      observation.withdraw(failure);
      throw failure;
    }
  }

  /**
   * The doors open last: no spawn is told half. A service that runs is not stopped, as it would be
   * for a class to be redefined; one that starts is not kept from its first spawn.
   */
  private void begin(boolean attached) throws LibraryException {
    SpawnGate.open(context);
    String refusal = Launches.take();
    if (attached && refusal != null) {
      Agent.say("spawnrisk: all threads stop while ProcessBuilder is woven: " + refusal);
    }
    if (!attached || refusal != null) {
      weave();
    }
    Doors.open(options, attached);
    countCycles();
    exporters.watchForRecordings();
    report.start();
    if (attached) {
      export(true);
    } else {
      startBackground();
    }
    exitReports.register();
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  private void startBackground() {
    background.setContextClassLoader(Observation.class.getClassLoader());
    background.setPriority(Thread.MIN_PRIORITY);
    background.setDaemon(true);
    background.start();
  }

  /** All but the doors, which are open: a spawn that comes sooner is told by the native side. */
  void beginBehindDoors() {
    SpawnGate.open(context);
    exporters.watchForRecordings();
    report.start();
    weave();
    countCycles();
    export(false);
  }

  private void countCycles() {
    try {
      if (Native.collectsInCycles()) {
        cycles = new CycleCounter(Native::cycles);
        cycles.run();
      }
    } catch (NoClassDefFoundError absent) {
      // A runtime image without java.management has no beans, and what they tell stays absent.
    }
  }

  private void export(boolean attached) {
    if (cycles != null) {
      report.eachTurn(cycles);
    }
    boolean hasBeans = ModuleLayer.boot().findModule("java.management").isPresent();
    exporters.start(hasBeans, attached);
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
   * Leaves the JVM as it was. The doors close first: no spawn is told half. What was told is in the
   * report, and the sink goes last, out of which that is filled.
   */
  @Override
  public void leave()
      throws InterruptedException, UnmodifiableClassException, ClassNotFoundException {
    background.join();
    Native.closeDoors();
    undo();
    exitReports.writeAndForget();
    Native.stop();
  }

  void writeReports() {
    exitReports.write();
  }

  private void undo()
      throws InterruptedException, UnmodifiableClassException, ClassNotFoundException {
    Launches.giveBack();
    weaver.unweave();
    SpawnGate.open(null);
    exporters.stop();
    report.stop();
  }

  /** What has begun of a start that failed is undone. */
  private void withdraw(Throwable failure) {
    try {
      Native.stop();
      undo();
    } catch (InterruptedException | UnmodifiableClassException | ClassNotFoundException another) {
      failure.addSuppressed(another);
    }
  }
}
