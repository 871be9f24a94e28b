// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A preloaded process with one worker that has written to its copy and lives on until closed. */
public final class Prefork implements AutoCloseable {
  public static final int MIB = 67;

  /** What to preload. */
  public static final Path LIBRARY =
      Path.of(System.getProperty("spawnrisk.root"), "agent/target/native/libspawnrisk.so");

  private final Path log;
  private final Process process;
  private final long worker;

  /**
   * @param program what the worker runs in the end; none where it lives on in its copy
   */
  public Prefork(Path log, String... program) throws IOException {
    this.log = log;
    List<String> command =
        new ArrayList<>(
            List.of("/usr/bin/python3", "-B", Lines.file("prefork.py").toString(), "" + MIB));
    command.addAll(List.of(program));
    ProcessBuilder python = new ProcessBuilder(command);
    python.environment().put("LD_PRELOAD", LIBRARY.toString());
    python.environment().put("SPAWNRISK_LOG", log.toString());
    process = python.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    worker = Long.parseLong(out.readLine());
  }

  public long worker() {
    return worker;
  }

  /** The line of its fork. */
  public String spawn() throws IOException {
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains("\"event\":\"spawn\""))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
