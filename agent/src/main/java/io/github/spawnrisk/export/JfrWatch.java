// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Waits until somebody else has started the flight recorder: to touch it takes a tenth of a second,
 * and a service that is never recorded shall not pay for it. Until then one class of the JDK is
 * loaded, and none of our events.
 */
public final class JfrWatch implements Runnable {
  private final LiveReport report;
  private final Consumer<String> refusals;
  private @Nullable JfrExport export;
  private boolean refused;

  /**
   * @param refusals is told, once, in one line why there are no events
   */
  public JfrWatch(LiveReport report, Consumer<String> refusals) {
    this.report = report;
    this.refusals = refusals;
  }

  /** Whether this runtime image has a flight recorder. */
  public static boolean isPossible() {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
  }

  /** Looks for it: the read of a field. */
  @Override
  public synchronized void run() {
    if (export != null || refused) {
      return;
    }
    try {
      if (FlightRecorder.isInitialized()) {
        export = new JfrExport();
        report.hear(export);
      }
    } catch (RuntimeException | LinkageError refusal) { // a security manager's, or of its own
      refused = true;
      refusals.accept(refusal.toString());
    }
  }

  /** Takes the events out again; the recorder stays. */
  public synchronized void withdraw() {
    JfrExport registered = export;
    if (registered != null) {
      report.forget(registered);
      registered.stop();
    }
  }
}
