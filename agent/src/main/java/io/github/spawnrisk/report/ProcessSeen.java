// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Spawn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A process that wrote events. */
public record ProcessSeen(
    long pid, @Nullable String name, long spawns, Instant firstSeen, Instant lastSeen) {
  /** Pids come round again; a name tells most of such processes apart. */
  record Key(long pid, @Nullable String name) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key(-1, "other processes");

    static Key of(Event event) {
      return new Key(event.process().pid(), event.process().name());
    }
  }

  static ProcessSeen of(Event event) {
    return new ProcessSeen(
        event.process().pid(),
        event.process().name(),
        event instanceof Spawn ? 1 : 0,
        event.time(),
        event.time());
  }

  ProcessSeen under(Key key) {
    return new ProcessSeen(pid, key.name(), spawns, firstSeen, lastSeen);
  }

  ProcessSeen merge(ProcessSeen other) {
    return new ProcessSeen(
        pid,
        name,
        spawns + other.spawns,
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
        lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
  }
}
