// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.Launches;
import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.entry.Departure;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Opens the doors before main, and leaves all that need not be there to a thread of its own: what
 * is spawned meanwhile is told by the native side, and waits in its sink for the report.
 */
final class LateObservation extends Thread implements Departure {
  private final AgentOptions options;
  private final Instrumentation instrumentation;
  private final Thread exit = new Exit(this);
  private volatile @Nullable Observation observation;

  private LateObservation(AgentOptions options, Instrumentation instrumentation) {
    super(null, null, "spawnrisk-weaver", 0, false);
    this.options = options;
    this.instrumentation = instrumentation;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a wish, where the system heeds it: the host goes first
  static LateObservation begin(AgentOptions options, Instrumentation instrumentation)
      throws LibraryException {
    LateObservation late = new LateObservation(options, instrumentation);
    late.setContextClassLoader(LateObservation.class.getClassLoader());
    late.setPriority(MIN_PRIORITY);
    late.setDaemon(true);
    try {
      Launches.take(); // where it is refused, starts are told once ProcessBuilder is woven
      Doors.open(options, false);
      if (options.wantsReports()) {
        Runtime.getRuntime().addShutdownHook(late.exit);
      }
      late.start();
      return late;
    } catch (Throwable failure) {
      late.withdraw(failure);
      throw failure;
    }
  }

  @Override
  public void run() {
    try {
      Observation begun = new Observation(options, instrumentation);
      begun.beginBehindDoors();
      observation = begun;
    } catch (Throwable failure) { // whatever it is, the host runs on
      Agent.say("spawnrisk: there is a log at most, and no report: " + failure);
    }
  }

  @Override
  public void leave() throws Exception {
    join();
    forgetExit();
    Observation begun = observation;
    if (begun != null) {
      begun.leave();
    } else {
      undo();
    }
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException exits) {
      // It runs already.
    }
  }

  private static void undo() throws ClassNotFoundException {
    Native.stop();
    Launches.giveBack();
  }

  private void withdraw(Throwable failure) {
    try {
      undo();
      forgetExit();
    } catch (ClassNotFoundException another) {
      failure.addSuppressed(another);
    }
  }

  private void writeReports() throws InterruptedException {
    join();
    Observation begun = observation;
    if (begun != null) {
      begun.writeReports();
    }
  }

  /** A JVM may end before there is a report: its exit waits for that. No lambda before main. */
  private static final class Exit extends Thread {
    private final LateObservation late;

    Exit(LateObservation late) {
      super(null, null, "spawnrisk-exit", 0, false);
      this.late = late;
    }

    @Override
    public void run() {
      try {
        late.writeReports();
      } catch (InterruptedException nobodysWish) {
        interrupt();
      }
    }
  }
}
