// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Each line that it reads is a command, which it runs; ends with its input. For the hazard lab. */
public final class SpawnsOnRequest {
  private SpawnsOnRequest() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready " + ProcessHandle.current().pid());
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println("calls");
      run(line.split(" "));
    }
  }

  private static void run(String[] command) throws InterruptedException {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      System.out.println("child ended by " + status);
    } catch (IOException e) {
      // "error=12" of JDK 17, "error: 12" of JDK 25.
      boolean isMemory = e.getMessage().matches(".*error[=:] ?12\\b.*");
      System.out.println(isMemory ? "refused ENOMEM" : e.getMessage());
    }
  }
}
