// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the first warnings for an exporter that is not there yet. */
public final class AlertBacklog implements AutoCloseable {
  private static final int MOST = 1000;

  private final LiveReport report;
  private final Consumer<Alert> in = this::take;
  private final Queue<Alert> kept = new ArrayDeque<>();
  private @Nullable Consumer<Alert> out;

  public AlertBacklog(LiveReport report) {
    this.report = report;
    report.alerts().to(in);
  }

  private synchronized void take(Alert alert) {
    if (out != null) {
      out.accept(alert);
    } else if (kept.size() < MOST) {
      kept.add(alert);
    }
  }

  /** Those that were kept, and from now on each as it comes. */
  synchronized void passTo(Consumer<Alert> exporter) {
    kept.forEach(exporter);
    kept.clear();
    out = exporter;
  }

  @Override
  public void close() {
    report.alerts().noMoreTo(in);
  }
}
