// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Does what it reads: "spawn" a process; "start" one in another thread, and "join" it; "fork" by a
 * JNI library, or "fork unattached" in a thread that is none of Java's. Answers with the child's
 * pid, or 0.
 */
public final class ForksBeside {
  private static CompletableFuture<Long> started;

  private ForksBeside() {}

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(act(line));
    }
  }

  private static long act(String line) {
    return switch (line) {
      case "start" -> {
        started = CompletableFuture.supplyAsync(ForksBeside::start);
        yield 0;
      }
      case "spawn" -> start();
      case "join" -> started.join();
      case "fork" -> JniChildren.fork();
      default -> JniChildren.forkUnattached();
    };
  }

  private static long start() {
    try {
      Process child = new ProcessBuilder("true").start();
      child.getInputStream().readAllBytes();
      child.waitFor();
      return child.pid();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
