// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.Launches;
import io.github.spawnrisk.boot.SpawnGate;
import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.entry.Departure;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.MachineSampler;
import io.github.spawnrisk.instrument.ProcessBuilderWeaver;
import io.github.spawnrisk.instrument.SpawnContext;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The agent at work, from the moment that the native side and the boot classes are there. */
final class Observation implements Departure {
  private static final String READ_ONLY = "(EROFS)";

  private final AgentOptions options;
  private final ProcessBuilderWeaver weaver;
  private final SpawnContext context;
  private final LiveReport report = new LiveReport(new NativeEvents());
  private final ExitReports exitReports;
  private final Exporters exporters;
  private final Thread background =
      new Thread(null, this::finishInBackground, "spawnrisk-weaver", 0, false);
  private @Nullable MachineSampler sampler;

  private Observation(AgentOptions options, Instrumentation instrumentation) {
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
    if (attached ? refusal != null : options.eager()) {
      weave();
    }
    if (attached || options.eager()) {
      sample();
    }
    openDoors(attached);
    exporters.watchForRecordings();
    report.start();
    if (attached) {
      export(true);
    } else {
      startBackground();
    }
    exitReports.register();
  }

  /**
   * A container whose file systems are all read-only can have no log, wherever it is named: it is
   * observed in the process then. Any other refusal is a mistake to mend, as is each of an attach.
   */
  private void openDoors(boolean attached) throws LibraryException {
    String refusal = openDoors(options.log());
    if (refusal != null && !attached && refusal.endsWith(READ_ONLY)) {
      Agent.say("spawnrisk: " + refusal + "; they stay in this process, see JMX and report=stderr");
      refusal = openDoors((String) null);
    }
    if (refusal != null) {
      throw new LibraryException(refusal);
    }
  }

  private @Nullable String openDoors(@Nullable String log) {
    return Native.start(
        utf8(log), options.fullArguments(), utf8(options.redact()), options.exactFacts());
  }

  private static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  private void startBackground() {
    background.setContextClassLoader(Observation.class.getClassLoader());
    background.setPriority(Thread.MIN_PRIORITY);
    background.setDaemon(true);
    background.start();
  }

  /** A spawn that comes before this is done is told by the native side. */
  private void finishInBackground() {
    if (!options.eager()) {
      weave();
      sample();
    }
    export(false);
  }

  private void sample() {
    try {
      sampler = new MachineSampler(Native::state);
      sampler.run();
    } catch (NoClassDefFoundError absent) {
      // A runtime image without java.management has no beans, and what they tell stays absent.
    }
  }

  private void export(boolean attached) {
    if (sampler != null) {
      report.eachTurn(sampler);
    }
    exporters.start(sampler != null, attached);
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
