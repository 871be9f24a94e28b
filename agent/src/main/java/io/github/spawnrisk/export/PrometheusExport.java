// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The endpoint that a Prometheus scrapes. Its classes and threads are there where it was asked. */
public final class PrometheusExport implements AutoCloseable {
  private static final int THREADS = 2;

  /** What client_java sets for the JDK's server where nobody has (HTTPServer's initializer). */
  private static final List<String> PROPERTIES =
      List.of("sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime");

  private final HTTPServer server;
  private final Set<String> propertiesOfOurs;

  private PrometheusExport(HTTPServer server, Set<String> propertiesOfOurs) {
    this.server = server;
    this.propertiesOfOurs = propertiesOfOurs;
  }

  /** Listens at that address; the host's own settings for a client_java are not ours. */
  public static PrometheusExport start(MetricSource source, InetSocketAddress address)
      throws IOException {
    Set<String> unset = new HashSet<>(PROPERTIES);
    unset.removeAll(System.getProperties().stringPropertyNames());
    PrometheusRegistry registry = new PrometheusRegistry();
    MultiCollector collector = () -> PrometheusMetrics.of(source.read());
    registry.register(collector);
    ExecutorService threads = threads();
    try {
      HTTPServer server =
          HTTPServer.builder()
              .inetAddress(address.getAddress())
              .port(address.getPort())
              .registry(registry)
              .executorService(threads)
              .buildAndStart();
      return new PrometheusExport(server, unset);
    } catch (IOException | RuntimeException | Error failure) {
      threads.shutdownNow();
      unset.forEach(System::clearProperty);
      throw failure;
    }
  }

  /**
   * Daemons, and the dispatcher that the JDK's server starts in one of them is one by that. None is
   * of the application's class loader.
   */
  private static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(null, work, "spawnrisk-prometheus", 0, false);
              thread.setContextClassLoader(PrometheusExport.class.getClassLoader());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Where it listens: the one that was chosen, where any would do. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.close();
    propertiesOfOurs.forEach(System::clearProperty);
  }
}
