// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.export.JfrWatch;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.MetricSource;
import io.github.spawnrisk.export.PlatformBean;
import io.github.spawnrisk.export.PrometheusExport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What hands the report to others. What was not asked for loads no class; what cannot be had is
 * told in one line, and the host runs on.
 */
final class Exporters {
  /**
   * By then a main that chooses its log manager by a system property has done so: the JDK's server
   * logs, and the first to do that settles it for good.
   */
  private static final long SECONDS_FOR_MAIN = 10;

  private final AgentOptions options;
  private final LiveReport report;
  private @Nullable PlatformBean bean;
  private @Nullable JfrWatch recordings;
  private @Nullable AutoCloseable prometheus;
  private @Nullable Thread waiting;
  private boolean isOpen;
  private final @Nullable OtlpSending otlp;
  private final CountDownLatch leaves = new CountDownLatch(1);

  Exporters(AgentOptions options, LiveReport report) {
    this.options = options;
    this.report = report;
    OtlpTarget target = options.otlp();
    this.otlp = target == null ? null : new OtlpSending(report, target, this::open);
  }

  /**
   * Not on a start-up path.
   *
   * @param hasBeans whether the runtime image has java.management
   * @param attached main has run long since
   */
  void start(boolean hasBeans, boolean attached) {
    if (hasBeans && options.jmx() != AgentOptions.Jmx.FALSE) {
      exportBean();
    }
    if (options.prometheus() == null && options.otlp() == null) {
      return;
    }
    if (attached) {
      open();
    } else {
      openLater();
    }
  }

  private void openLater() {
    Thread opener = new Thread(null, this::openOnceMainHasChosen, "spawnrisk-exporters", 0, false);
    opener.setContextClassLoader(Exporters.class.getClassLoader());
    opener.setDaemon(true);
    waiting = opener;
    opener.start();
  }

  private void openOnceMainHasChosen() {
    try {
      if (!leaves.await(SECONDS_FOR_MAIN, TimeUnit.SECONDS)) {
        open();
      }
    } catch (InterruptedException nobodysWish) {
      Thread.currentThread().interrupt();
    }
  }

  /** Threads that are started here shall not hold the application's class loader. */
  private synchronized void open() {
    if (isOpen) {
      return;
    }
    isOpen = true;
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Exporters.class.getClassLoader());
    try {
      MetricSource source = new MetricSource(report, Agent.version());
      Endpoint endpoint = options.prometheus();
      if (endpoint != null) {
        prometheus = prometheus(source, endpoint);
      }
      if (otlp != null) {
        otlp.open(source);
      }
    } finally {
      thread.setContextClassLoader(before);
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

  /** From the first event on, where a recording runs; called before events are read. */
  void watchForRecordings() {
    if (!JfrWatch.isPossible()) {
      return;
    }
    JfrWatch watch =
        new JfrWatch(
            report, refusal -> Agent.say("spawnrisk: no events in flight recordings: " + refusal));
    recordings = watch;
    report.eachTurn(watch);
    report.beforeEachEvent(watch); // one that comes within a turn is recorded too
  }

  private @Nullable AutoCloseable prometheus(MetricSource source, Endpoint endpoint) {
    try {
      PrometheusExport export =
          PrometheusExport.start(
              source,
              new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()));
      if (endpoint.port() == 0) {
        Endpoint chosen = new Endpoint(endpoint.host(), export.port());
        Agent.say("spawnrisk: metrics for Prometheus at http://" + chosen + "/metrics");
      }
      return export;
    } catch (IOException | RuntimeException refusal) {
      Agent.say(
          "spawnrisk: no metrics for Prometheus at "
              + endpoint
              + ": "
              + refusal
              + "; choose another address by the option 'prometheus'");
    } catch (LinkageError absent) {
      Agent.say(
          "spawnrisk: no metrics for Prometheus: this runtime image lacks the module"
              + " jdk.httpserver ("
              + absent
              + ")");
    }
    return null;
  }

  /** Takes back what was started. Once. */
  void stop() throws InterruptedException {
    leaves.countDown();
    if (waiting != null) {
      waiting.join();
    }
    if (bean != null) {
      bean.withdraw();
    }
    if (recordings != null) {
      recordings.withdraw();
    }
    if (otlp != null) {
      otlp.stop();
    }
    close(prometheus);
  }

  private static void close(@Nullable AutoCloseable exporter) {
    try {
      if (exporter != null) {
        exporter.close();
      }
    } catch (Exception failure) { // of a server that listens no more
      Agent.say("spawnrisk: an exporter was not closed wholly: " + failure);
    }
  }
}
