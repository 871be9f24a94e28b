// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the woven ProcessBuilder calls. It lives in the bootstrap loader, because java.base can see
 * nothing else; it logs nothing, and nothing it does can throw into the host.
 */
public final class SpawnGate {
  private static final AtomicLong MISSED = new AtomicLong();
  private static final ThreadLocal<Boolean> ENTERING = new ThreadLocal<>();
  private static volatile SpawnObserver observer;

  private SpawnGate() {}

  /** Lets the observer be told from now on; null closes the gate. */
  public static void open(SpawnObserver next) {
    observer = next;
  }

  /**
   * The host may have handed in a list of its own as the command, and reading it may start a
   * process: such an inner start passes unobserved here, or we would call ourselves without end.
   */
  public static long enter(
      ProcessBuilder builder, ProcessBuilder.Redirect[] redirects, Map<?, ?> environment) {
    SpawnObserver present = observer;
    if (present == null || ENTERING.get() != null) {
      return 0;
    }
    ENTERING.set(Boolean.TRUE);
    try {
      return present.enter(builder, redirects, environment == null ? -1 : environment.size());
    } catch (Throwable failure) {
      MISSED.incrementAndGet();
      return 0;
    } finally {
      ENTERING.remove();
    }
  }

  /** Ends what {@link #enter} began. */
  public static void exit(long token, Throwable thrown) {
    SpawnObserver present = observer;
    if (present == null || token == 0) {
      return;
    }
    try {
      present.exit(token, thrown);
    } catch (Throwable failure) {
      MISSED.incrementAndGet();
    }
  }

  /** How many starts went by without their Java context, because observing them failed. */
  public static long missed() {
    return MISSED.get();
  }
}
