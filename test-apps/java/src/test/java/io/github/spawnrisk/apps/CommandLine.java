// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the command line from its jar. */
final class CommandLine {
  private static final int PATIENCE_SECONDS = 120;

  private final List<String> command = new ArrayList<>();

  CommandLine(Path javaHome) {
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", Jvm.jar().toString()));
  }

  CommandLine() {
    this(Path.of(System.getProperty("java.home")));
  }

  /** From a copy of the jar that another user can read. */
  CommandLine from(Path jar) {
    command.set(command.size() - 1, jar.toString());
    return this;
  }

  /** What runs it: nothing, or another user by setpriv. */
  CommandLine by(String... prefix) {
    command.addAll(0, List.of(prefix));
    return this;
  }

  Jvm.Result run(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    Process process = new ProcessBuilder(all).start();
    process.getOutputStream().close();
    // Both at once: whichever pipe is full holds up the process.
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
    String out = all(process.getInputStream());
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end of " + all);
    }
    return new Jvm.Result(process.exitValue(), out, err.join());
  }

  private static String all(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
