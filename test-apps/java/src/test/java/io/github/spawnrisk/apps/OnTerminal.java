// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command in a shell on a terminal, which prints the terminal's settings before and behind. */
final class OnTerminal implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String SHELL =
      "echo \"before=$(stty -g)\"; \"$@\"; echo \"status=$?\"; echo \"behind=$(stty -g)\"; echo"
          + " end.";

  private final PtyProcess shell;
  private final StringBuilder shown = new StringBuilder();

  private OnTerminal(PtyProcess shell) {
    this.shell = shell;
    Thread reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  static OnTerminal run(Map<String, String> variables, List<String> command) throws IOException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("NO_COLOR");
    environment.put("TERM", "xterm");
    environment.putAll(variables);
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "sh"));
    all.addAll(command);
    return new OnTerminal(
        new PtyProcessBuilder(all.toArray(new String[0]))
            .setEnvironment(environment)
            .setInitialColumns(100)
            .setInitialRows(30)
            .start());
  }

  private void read() {
    try (Reader out = new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8)) {
      char[] some = new char[4096];
      for (int length = out.read(some); length >= 0; length = out.read(some)) {
        synchronized (shown) {
          shown.append(some, 0, length);
          shown.notifyAll();
        }
      }
    } catch (IOException closed) {
      return; // what waits for more says so
    }
  }

  /** All that was shown, once this is among what came from a place on. */
  String await(String text, int from) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    synchronized (shown) {
      while (shown.indexOf(text, from) < 0) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new TimeoutException("no '" + text + "' in: " + shown);
        }
        TimeUnit.NANOSECONDS.timedWait(shown, left);
      }
      return shown.toString();
    }
  }

  String await(String text) throws InterruptedException, TimeoutException {
    return await(text, 0);
  }

  void type(String keys) throws IOException {
    shell.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    shell.getOutputStream().flush();
  }

  void resize(int columns, int rows) {
    shell.setWinSize(new WinSize(columns, rows));
  }

  /** The command that the shell runs, from which a terminal is as far as from any other. */
  ProcessHandle command() {
    return ProcessHandle.of(shell.pid()).orElseThrow().children().findFirst().orElseThrow();
  }

  /** As where a window is closed: its shell has gone, and the kernel hangs up. */
  void hangUp() {
    shell.destroyForcibly();
  }

  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
