// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Spawn;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A process that wrote events. */
public record ProcessSeen(
    long pid,
    OptionalLong start,
    @Nullable String name,
    long spawns,
    Instant firstSeen,
    Instant lastSeen) {
  /** Pids come round again; the start time, or the name, tells such processes apart. */
  record Key(long pid, OptionalLong start, @Nullable String name) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key(-1, OptionalLong.empty(), "other processes");

    static Key of(Event event) {
      return new Key(event.process().pid(), event.process().start(), event.process().name());
    }
  }

  static ProcessSeen of(Event event) {
    return new ProcessSeen(
        event.process().pid(),
        event.process().start(),
        event.process().name(),
        event instanceof Spawn spawn ? spawn.repeats() : 0,
        event.time(),
        event.time());
  }

  ProcessSeen under(Key key) {
    return new ProcessSeen(pid, key.start(), key.name(), spawns, firstSeen, lastSeen);
  }

  ProcessSeen merge(ProcessSeen other) {
    return new ProcessSeen(
        pid,
        start,
        name,
        spawns + other.spawns,
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
        lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
  }
}
