// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process that has done something, said so, and waits until it is closed. */
public final class Sleeper implements AutoCloseable {
  private final Process process;

  public Sleeper(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    if (!"ready".equals(out.readLine())) {
      throw new IOException(command + " did not get ready");
    }
  }

  /** Python that runs these statements first. */
  public static Sleeper python(String statements) throws IOException {
    return new Sleeper(
        List.of(
            "/usr/bin/python3", "-B", "-c", statements + "\nprint('ready', flush=True)\ninput()"));
  }

  /** A JVM like this one, with these options. */
  public static Sleeper jvm(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ready.class.getName()));
    return new Sleeper(command);
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Says that it is there, and waits. */
  static final class Ready {
    private Ready() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("ready");
      System.out.flush();
      System.in.read();
    }
  }
}
