// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.SpawningProcess;
import java.time.Instant;
import java.util.Comparator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A process that wrote events.
 *
 * @param name its latest: another program has another one; null where no event told it
 * @param namedAt when it had that name
 * @param parent its parent at its first event; null where not known
 */
public record ProcessSeen(
    long pid,
    OptionalLong start,
    @Nullable String name,
    Instant namedAt,
    @Nullable Identity parent,
    long spawns,
    Instant firstSeen,
    Instant lastSeen) {
  private static final Comparator<ProcessSeen> BY_FIRST_PARENT =
      Comparator.comparing(ProcessSeen::firstSeen)
          .thenComparing(
              ProcessSeen::parent,
              Comparator.nullsLast(
                  Comparator.comparing(Identity::pid).thenComparing(Identity::start)));

  private static final Comparator<ProcessSeen> BY_NAME =
      Comparator.comparing(ProcessSeen::namedAt)
          .thenComparing(ProcessSeen::name, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Pids come round again; the start time, or else the name, tells such processes apart. */
  record Key(long pid, OptionalLong start, @Nullable String name) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key(-1, OptionalLong.empty(), "other processes");

    @Override
    public int hashCode() {
      return Identity.hash(pid, start.orElse(-1)) + (name == null ? 0 : name.hashCode());
    }

    static Key of(Event event) {
      SpawningProcess process = event.process();
      boolean known = process.start().isPresent();
      return new Key(process.pid(), process.start(), known ? null : process.name());
    }
  }

  static ProcessSeen of(Event event) {
    String name = event.process().name();
    return new ProcessSeen(
        event.process().pid(),
        event.process().start(),
        name,
        name == null ? Instant.MIN : event.time(),
        Identity.ofParent(event.process()),
        event instanceof Spawn spawn ? spawn.repeats() : 0,
        event.time(),
        event.time());
  }

  ProcessSeen under(Key key) {
    return key.equals(Key.OTHERS)
        ? new ProcessSeen(
            pid, key.start(), key.name(), Instant.MAX, null, spawns, firstSeen, lastSeen)
        : this;
  }

  ProcessSeen merge(ProcessSeen other) {
    ProcessSeen named = BY_NAME.compare(this, other) >= 0 ? this : other;
    return new ProcessSeen(
        pid,
        start,
        named.name,
        named.namedAt,
        BY_FIRST_PARENT.compare(this, other) <= 0 ? parent : other.parent,
        spawns + other.spawns,
        firstSeen.isBefore(other.firstSeen) ? firstSeen : other.firstSeen,
        lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
  }

  @Nullable Identity identity() {
    return Identity.of(pid, start);
  }
}
