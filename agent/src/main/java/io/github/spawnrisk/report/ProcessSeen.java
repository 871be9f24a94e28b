// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.SpawningProcess;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
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
  static final Comparator<@Nullable Identity> BY_PARENT =
      Comparator.nullsLast(Comparator.comparing(Identity::pid).thenComparing(Identity::start));

  private static final Comparator<ProcessSeen> BY_FIRST_PARENT =
      Comparator.comparing(ProcessSeen::firstSeen).thenComparing(ProcessSeen::parent, BY_PARENT);

  private static final Comparator<ProcessSeen> BY_NAME =
      Comparator.comparing(ProcessSeen::namedAt)
          .thenComparing(ProcessSeen::name, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** Pids come round again; the start time, or else the name, tells such processes apart. */
  record Key(long pid, OptionalLong start, @Nullable String name) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key(-1, OptionalLong.empty(), "other processes");

    /** Plain steps: it is asked for each event. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && pid == key.pid
          && start.isPresent() == key.start.isPresent()
          && start.orElse(0) == key.start.orElse(0)
          && Objects.equals(name, key.name);
    }

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
