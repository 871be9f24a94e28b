// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a process for each line that it reads, and answers what became of it in Java; for
 * "exhaust", threads until there can be no more.
 */
public final class StartsOnRequest {
  private static final int MOST = 8;

  private StartsOnRequest() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(line.equals("exhaust") ? exhaust() : start());
    }
  }

  private static String exhaust() {
    try {
      for (int i = 0; i < MOST; i++) {
        Thread thread = new Thread(LockSupport::park);
        thread.setDaemon(true);
        thread.start();
      }
      return "there is no end";
    } catch (OutOfMemoryError noRoom) {
      return noRoom.getClass().getName();
    }
  }

  private static String start() throws IOException, InterruptedException {
    try {
      return Integer.toString(new ProcessBuilder("true").start().waitFor());
    } catch (OutOfMemoryError noRoom) {
      return noRoom.getClass().getName();
    }
  }
}
