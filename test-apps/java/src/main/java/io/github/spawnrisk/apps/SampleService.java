// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An ordinary service that shells out: thumbnails, reports and a nightly archive, each from a
 * thread pool of its own. The JDK reads its launch mechanism once, so a run shows one of them.
 */
public final class SampleService {
  private final ExecutorService thumbnails = pool("thumbnail-worker");
  private final ExecutorService reports = pool("report-worker");
  private final ExecutorService archive = pool("archive-worker");

  private SampleService() {}

  /** Serves as many requests of each kind as the argument says; five without one. */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int requests = args.length == 0 ? 5 : Integer.parseInt(args[0]);
    String mechanism = System.getProperty("jdk.lang.Process.launchMechanism", "its default");
    SampleService service = new SampleService();
    long bytes = service.serve(requests);
    service.stop();
    System.out.printf(
        "served %d requests by launch mechanism %s: %d bytes%n", 3 * requests, mechanism, bytes);
  }

  private long serve(int requests) throws InterruptedException, ExecutionException {
    long bytes = 0;
    for (int request = 1; request <= requests; request++) {
      int number = request;
      Future<Long> thumbnail = thumbnails.submit(() -> new Thumbnails().make(number));
      Future<Long> report = reports.submit(() -> new Reports().print(number));
      Future<Long> archived = archive.submit(() -> new Archive().store(number));
      bytes += thumbnail.get() + report.get() + archived.get();
    }
    return bytes;
  }

  private void stop() {
    thumbnails.shutdown();
    reports.shutdown();
    archive.shutdown();
  }

  private static ExecutorService pool(String name) {
    return Executors.newSingleThreadExecutor(task -> new Thread(task, name));
  }
}
