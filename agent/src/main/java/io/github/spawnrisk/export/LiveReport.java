// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.Warning;
import io.github.spawnrisk.report.Pipeline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The report of this process, fed from the native side's sink. Whoever asks for the report empties
 * the sink first, under the lock, so that each spawn that has returned is in it.
 */
public final class LiveReport {
  private static final int LONGEST_LINE = 4096;
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int SPAWNS_TO_WAKE_FOR = 32; // the sink holds 256 lines

  private final Thread thread =
      new Thread(null, this::keepEmptying, "spawnrisk-reporter", 0, false);
  private final AtomicInteger spawns = new AtomicInteger();
  private final EventSource source;
  private final byte[] line = new byte[LONGEST_LINE];
  private @Nullable Pipeline pipeline;
  private @Nullable EventReader reader;
  private long lines;
  private long warnings;

  public LiveReport(EventSource source) {
    this.source = source;
  }

  /** Starts the thread that keeps the sink from overflowing. */
  public void start() {
    thread.setContextClassLoader(LiveReport.class.getClassLoader());
    thread.setDaemon(true);
    thread.start();
  }

  /** Tells of a spawn. A burst wakes the thread; a single spawn can wait for its next turn. */
  public void spawned() {
    if (spawns.incrementAndGet() % SPAWNS_TO_WAKE_FOR == 0) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * The pause doubles while nothing comes. Waiting in the native side instead would hold an event
   * in this thread, taken and not yet counted, at the very moment in which another one asks.
   */
  private void keepEmptying() {
    long pause = SHORTEST_PAUSE;
    while (true) {
      pause = empty() ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      LockSupport.parkNanos(this, pause);
    }
  }

  /** What is known by now. */
  public synchronized Snapshot snapshot() {
    empty();
    return new Snapshot(
        pipeline().report(), warnings, source.missedEvents(), source.missedContexts());
  }

  private synchronized boolean empty() {
    boolean any = false;
    for (int length = source.take(line); length > 0; length = source.take(line)) {
      accept(length);
      any = true;
    }
    return any;
  }

  private void accept(int length) {
    if (reader == null) { // its classes are loaded when there is something to read
      reader = new EventReader();
    }
    Reading reading = reader.read(line, 0, length);
    if (reading instanceof Reading.Read read && read.event() instanceof Warning) {
      warnings++;
    }
    pipeline().accept(reading, "this process", ++lines);
  }

  private Pipeline pipeline() {
    if (pipeline == null) {
      pipeline = new Pipeline();
    }
    return pipeline;
  }
}
