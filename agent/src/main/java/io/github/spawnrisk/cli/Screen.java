// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal as a page that is drawn anew: keys come at once and are not shown. It is left as it
 * was however this ends, by a key, a signal or a failure. By stty(1), which each system has, as
 * Java knows nothing of terminals.
 */
final class Screen implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");
  private static final String ENTER = "\033[?1049h\033[?25l";
  private static final String LEAVE = "\033[?25h\033[?1049l";

  /** Of a terminal that is closed. */
  private static final int END = -1;

  private static final int RESIZED = -2;

  private final Appendable out;
  private final Runnable flush;
  private final String before;
  private final Thread hook = new Thread(this::restore, "spawnrisk-terminal");
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
  private volatile boolean isResized = true;
  private boolean isRestored;
  private int rows = 24;
  private int columns = 80;

  private Screen(Appendable out, Runnable flush, String before) {
    this.out = out;
    this.flush = flush;
    this.before = before;
  }

  /** Whether standard output is a terminal that can be drawn on. */
  static boolean isThere(@Nullable String kind) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return (file.startsWith("/dev/pts/") || file.startsWith("/dev/tty"))
          && kind != null
          && !kind.isEmpty()
          && !kind.equals("dumb");
    } catch (IOException closed) {
      return false;
    }
  }

  static Screen open(Appendable out, Runnable flush) throws IOException {
    Screen screen = new Screen(out, flush, stty("-g").strip());
    Runtime.getRuntime().addShutdownHook(screen.hook);
    try {
      // Ctrl-C stays a signal; Ctrl-Z would leave the shell with a terminal that is not its own.
      stty("-icanon", "-echo", "susp", "undef", "min", "1", "time", "0");
      screen.write(ENTER);
    } catch (IOException failure) {
      screen.close();
      throw failure;
    }
    Signals.onResize(screen::wake);
    Thread reader = new Thread(screen::readKeys, "spawnrisk-keys");
    reader.setDaemon(true);
    reader.start();
    return screen;
  }

  /** Waits for so many seconds, or for a size that has changed; whether the user leaves. */
  boolean isLeft(double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (true) {
      Integer key = keys.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (key == null || key == RESIZED) {
        return false;
      }
      if (key == 'q' || key == 'Q' || key == END) {
        return true;
      }
    }
  }

  private void wake() {
    isResized = true;
    keys.add(RESIZED);
  }

  private void readKeys() {
    try (InputStream in = new FileInputStream(TERMINAL)) {
      for (int key = in.read(); key >= 0; key = in.read()) {
        keys.add(key);
      }
    } catch (IOException closed) {
      // Told below: there is no terminal any more.
    }
    keys.add(END);
  }

  int rows() throws IOException {
    measure();
    return rows;
  }

  int columns() throws IOException {
    measure();
    return columns;
  }

  private void measure() throws IOException {
    if (isResized) {
      isResized = false;
      String[] size = stty("size").strip().split(" ", -1);
      rows = size[0].equals("0") ? 24 : Integer.parseInt(size[0]);
      columns = size[1].equals("0") ? 80 : Integer.parseInt(size[1]);
    }
  }

  /** Lines that fit; in place, so that nothing flickers. */
  void draw(List<String> lines) throws IOException {
    write("\033[H" + String.join("\033[K\n", lines) + "\033[K\033[J");
  }

  private void write(String text) throws IOException {
    out.append(text);
    flush.run();
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook has run, or does nothing
    }
  }

  private synchronized void restore() {
    if (isRestored) {
      return;
    }
    isRestored = true;
    try {
      write(LEAVE);
      stty(before);
    } catch (IOException closed) {
      return; // a terminal that is gone needs nothing
    }
  }

  /** A second Ctrl-C must not end it before it has put the terminal back. */
  private static String stty(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 4];
    command[0] = "sh";
    command[1] = "-c";
    command[2] = "trap '' INT; exec stty \"$@\"";
    command[3] = "stty";
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    Process stty =
        new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true).start();
    try {
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (stty.waitFor() != 0) {
        throw new IOException("stty: " + said.strip());
      }
      return said;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupt);
    }
  }
}
