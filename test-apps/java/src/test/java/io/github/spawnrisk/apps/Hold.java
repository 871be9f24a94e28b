// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A place at which holds_jdk.c holds a thread until it is let go: a FIFO. */
final class Hold {
  private final Path fifo;
  private OutputStream end;

  private Hold(Path fifo) {
    this.fifo = fifo;
  }

  static Hold in(Path fifo) throws IOException, InterruptedException {
    if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
      throw new IOException("no FIFO " + fifo);
    }
    return new Hold(fifo);
  }

  /** Returns when the thread is held: opening a FIFO waits for its reader. */
  void await() throws IOException {
    try {
      end = CompletableFuture.supplyAsync(this::open).orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException failure) {
      throw new IOException("nobody is held at " + fifo, failure.getCause());
    }
  }

  private OutputStream open() {
    try {
      return Files.newOutputStream(fifo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void release() throws IOException {
    end.close();
  }

  @Override
  public String toString() {
    return fifo.toString();
  }
}
