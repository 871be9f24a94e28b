// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.boot.SpawnGate;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.export.EventSource;

/** The lines that the native side has put into this process's sink. */
final class NativeEvents implements EventSource {
  private final long missedBefore = SpawnGate.missed(); // by an agent that has left

  @Override
  public int take(byte[] line, boolean patiently) {
    return Native.takeEvent(line, patiently);
  }

  @Override
  public long missedEvents() {
    return Native.missedEvents();
  }

  @Override
  public long missedContexts() {
    return SpawnGate.missed() - missedBefore;
  }
}
