// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.SpawningProcess;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process seen, which grows by one event after the other. It lives long and changes with each
 * event: times are numbers, as young objects in old ones are what a garbage collector looks for.
 */
final class ProcessTally {
  private final ProcessSeen.Key key;
  private final long pid;
  private @Nullable String name;
  private @Nullable Identity parent;
  private long spawns;
  private final Moment named = new Moment(Instant.MIN);
  private final Moment first;
  private final Moment last;

  /** A time that can be set to another one. */
  private static final class Moment {
    private long seconds;
    private int nanoseconds;

    private Moment(Instant time) {
      set(time);
    }

    private void set(Instant time) {
      seconds = time.getEpochSecond();
      nanoseconds = time.getNano();
    }

    /** Below 0 where it is before that time. */
    private int compareTo(Instant time) {
      int order = Long.compare(seconds, time.getEpochSecond());
      return order == 0 ? Integer.compare(nanoseconds, time.getNano()) : order;
    }

    private Instant instant() {
      return Instant.ofEpochSecond(seconds, nanoseconds);
    }
  }

  ProcessTally(ProcessSeen.Key key, Event event) {
    this.key = key;
    pid = event.process().pid();
    parent = isOthers() ? null : Identity.ofParent(event.process());
    first = new Moment(event.time());
    last = new Moment(event.time());
  }

  private boolean isOthers() {
    return key.equals(ProcessSeen.Key.OTHERS);
  }

  void add(Event event) {
    Instant time = event.time();
    if (event instanceof Spawn spawn) {
      spawns += spawn.repeats();
    }
    if (!isOthers()) {
      name(event.process(), time);
    }
    int order = first.compareTo(time);
    if (order >= 0) {
      parent(event.process(), order > 0);
      first.set(time);
    }
    if (last.compareTo(time) < 0) {
      last.set(time);
    }
  }

  private void name(SpawningProcess process, Instant time) {
    String latest = process.name();
    if (latest == null) {
      return;
    }
    int order = named.compareTo(time);
    if (order < 0 || (order == 0 && (name == null || name.compareTo(latest) < 0))) {
      name = latest;
      named.set(time);
    }
  }

  private void parent(SpawningProcess process, boolean isEarlier) {
    Identity other = isOthers() ? null : Identity.ofParent(process);
    if (isEarlier || ProcessSeen.BY_PARENT.compare(other, parent) < 0) {
      parent = other;
    }
  }

  ProcessSeen process() {
    boolean isOthers = isOthers();
    return new ProcessSeen(
        pid,
        key.start(),
        isOthers ? key.name() : name,
        isOthers ? Instant.MAX : named.instant(),
        parent,
        spawns,
        first.instant(),
        last.instant());
  }
}
