// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;

/** Much output, much input, and many children at once. */
final class Volumes {
  private static final int MANY_BYTES = 8_388_593; // a prime: no buffer's size divides it

  private Volumes() {}

  static void tryAll(Cases cases) {
    cases.of("much output", Volumes::muchOutput);
    cases.of("much of both outputs", Volumes::muchOfBoth);
    cases.of("much both ways", Volumes::muchBothWays);
    cases.of("many children at once", Volumes::manyChildren);
    cases.of("many children in a row", Volumes::manyInARow);
    cases.of("children that all live", Volumes::allAlive);
  }

  private static String muchOutput() throws IOException, InterruptedException {
    Process child = Child.shell("yes | head -c " + MANY_BYTES).start();
    return sum(child.getInputStream()) + "|" + child.waitFor();
  }

  private static String muchOfBoth() throws IOException, InterruptedException {
    Process child =
        Child.shell(
                "yes e | head -c " + MANY_BYTES + " >&2 & yes o | head -c " + MANY_BYTES + "; wait")
            .start();
    CompletableFuture<String> errors =
        CompletableFuture.supplyAsync(() -> summed(child.getErrorStream()));
    return sum(child.getInputStream()) + "|" + errors.join() + "|" + child.waitFor();
  }

  private static String muchBothWays() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("cat").start();
    CompletableFuture<String> back =
        CompletableFuture.supplyAsync(() -> summed(child.getInputStream()));
    byte[] block = new byte[65_521];
    try (OutputStream to = child.getOutputStream()) {
      for (int left = MANY_BYTES; left > 0; left -= block.length) {
        to.write(block, 0, Math.min(left, block.length));
      }
    }
    return back.join() + "|" + child.waitFor();
  }

  private static String summed(InputStream from) {
    try {
      return sum(from);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String sum(InputStream from) throws IOException {
    CRC32 sum = new CRC32();
    long count = 0;
    byte[] block = new byte[65_536];
    for (int got = from.read(block); got >= 0; got = from.read(block)) {
      sum.update(block, 0, got);
      count += got;
    }
    return count + " " + sum.getValue();
  }

  private static int manyChildren() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(5);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int status = i;
        tasks.add(() -> Child.shell("exit " + status).start().waitFor());
      }
      int sum = 0;
      for (Future<Integer> status : threads.invokeAll(tasks)) {
        sum += status.get();
      }
      return sum;
    } finally {
      threads.shutdown();
    }
  }

  private static int manyInARow() throws IOException, InterruptedException {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      sum += new ProcessBuilder("/bin/false").start().waitFor();
    }
    return sum;
  }

  private static String allAlive() throws IOException, InterruptedException {
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      children.add(Child.lingering());
    }
    long alive = children.stream().filter(Process::isAlive).count();
    long pids = children.stream().map(Process::pid).distinct().count();
    int sum = 0;
    for (Process child : children) {
      child.getOutputStream().close();
      sum += child.waitFor();
    }
    return alive + " " + pids + " " + sum;
  }
}
