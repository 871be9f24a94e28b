// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/** Recorded lines, as if they came from the native side now. */
final class QueuedLines implements EventSource {
  private final Queue<byte[]> lines = new ArrayDeque<>();

  void offer(Iterable<String> more) {
    for (Iterator<String> next = more.iterator(); next.hasNext(); ) {
      lines.add(next.next().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public int take(byte[] line, boolean patiently) {
    byte[] next = lines.poll();
    if (next == null) {
      return 0;
    }
    System.arraycopy(next, 0, line, 0, next.length);
    return next.length;
  }

  @Override
  public long missedEvents() {
    return 0;
  }

  @Override
  public long missedContexts() {
    return 0;
  }
}
