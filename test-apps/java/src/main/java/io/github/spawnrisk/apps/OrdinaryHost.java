// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All that an application can notice of its spawns, on its output: it must not change. */
public final class OrdinaryHost {
  private static final int STATUS = 17;

  private OrdinaryHost() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println("java.lang is open to us: " + isJavaLangOpen());
    System.out.println(output(new ProcessBuilder("echo", "words").start()));
    System.out.println(output(new ProcessBuilder("cat", "/no/such/file").start()));
    missingProgram();
    System.out.println(failure(new ProcessBuilder()));
    System.out.println(failure(new ProcessBuilder("nul\0character")));
    descriptorsOfChild();
    System.err.println("a line of our own");
    System.exit(new ProcessBuilder("sh", "-c", "exit " + STATUS).start().waitFor());
  }

  private static boolean isJavaLangOpen() {
    return Object.class.getModule().isOpen("java.lang", OrdinaryHost.class.getModule());
  }

  private static String output(Process child) throws IOException, InterruptedException {
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return child.getClass().getName() + " " + out + err + child.waitFor();
  }

  private static void missingProgram() {
    try {
      new ProcessBuilder("/no/such/program", "word").start();
    } catch (IOException expected) {
      expected.printStackTrace(System.out);
    }
  }

  private static String failure(ProcessBuilder builder) {
    try {
      return "started " + builder.start();
    } catch (IOException | IndexOutOfBoundsException expected) {
      return expected.toString();
    }
  }

  /** A child has its three streams, and what ls opens to look. */
  private static void descriptorsOfChild() throws IOException, InterruptedException {
    List<String> command = List.of("sh", "-c", "ls /proc/self/fd | wc -l; env | sort");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> !name.startsWith("SPAWNRISK"));
    System.out.println(output(builder.start()));
  }
}
