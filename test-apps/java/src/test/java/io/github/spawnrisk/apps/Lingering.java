// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A {@link Lingerer} in a JVM of its own, that spawns when it is told to. */
final class Lingering implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final Process jvm;
  private final BufferedReader out;
  private final BufferedReader err;
  private final Writer in;

  private Lingering(Process jvm) {
    this.jvm = jvm;
    this.out = jvm.inputReader(StandardCharsets.UTF_8);
    this.err = jvm.errorReader(StandardCharsets.UTF_8);
    this.in = jvm.outputWriter(StandardCharsets.UTF_8);
  }

  static Lingering in(Jvm jvm) throws IOException, InterruptedException {
    Lingering lingering = new Lingering(jvm.start());
    if (!"ready".equals(lingering.out.readLine())) {
      throw new IOException("the host did not start");
    }
    return lingering;
  }

  String pid() {
    return Long.toString(jvm.pid());
  }

  /** The JVM itself, where what was started is a program that made it. */
  String onlyChild() {
    List<ProcessHandle> children = jvm.toHandle().children().toList();
    Assertions.assertThat(children).hasSize(1);
    return Long.toString(children.get(0).pid());
  }

  /** Returns the child's pid, when the child has ended. */
  long spawn() throws IOException {
    return Long.parseLong(say("spawn"));
  }

  /** Returns the line with which the host answers. */
  String say(String line) throws IOException {
    tell(line);
    return answer();
  }

  /** For what keeps the host from answering until the test lets it. */
  void tell(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  String answer() throws IOException {
    return out.readLine();
  }

  String errorLine() throws IOException {
    return err.readLine();
  }

  /** Ends its input; returns its exit status. */
  int end() throws IOException, InterruptedException {
    in.close();
    return status();
  }

  /** Waits for its end; what it still says is not read. */
  int status() throws IOException, InterruptedException {
    if (!jvm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the host did not end");
    }
    return jvm.exitValue();
  }

  @Override
  public void close() {
    jvm.destroyForcibly();
  }
}
