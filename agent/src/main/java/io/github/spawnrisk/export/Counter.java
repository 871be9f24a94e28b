// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.Risk;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Adds up the {@link Counts}. For one thread at a time. */
final class Counter {
  /** Mechanisms, errors and codes of a later version, or of a hostile line, must not pile up. */
  private static final int MOST = 256;

  private static final Counts.Key OTHERS = new Counts.Key("other", "other", "none");

  private final Instant since = Instant.now();
  private final Map<Counts.Key, Long> spawns = new HashMap<>();
  private final Map<String, Long> warnings = new HashMap<>();
  private final Map<String, Instant> lastWarned = new HashMap<>();

  void add(Event event) {
    if (event instanceof Spawn spawn) {
      count(key(spawn), spawn.repeats());
      warned(spawn.attempt().risk(), spawn.time(), spawn.repeats());
    } else if (event instanceof Warning warning) {
      // The call is counted when it has returned, when more may be known.
      warned(warning.attempt().risk(), warning.time(), 0);
    } else if (event instanceof Aftermath aftermath) {
      warned(aftermath.risk(), aftermath.time(), 1);
    }
  }

  private void count(Counts.Key key, long repeats) {
    boolean hasRoom = spawns.size() < MOST || spawns.containsKey(key);
    spawns.merge(hasRoom ? key : OTHERS, repeats, Long::sum);
  }

  private static Counts.Key key(Spawn spawn) {
    String outcome = spawn.outcome() instanceof Outcome.Failed failed ? failed.error() : "started";
    return new Counts.Key(
        spawn.attempt().mechanism(), outcome, spawn.attempt().risk().level().label());
  }

  private void warned(Risk risk, Instant time, long times) {
    for (Reason reason : risk.reasons()) {
      boolean hasRoom = lastWarned.size() < MOST || lastWarned.containsKey(reason.code());
      if (reason.level().compareTo(Level.WARNING) >= 0 && hasRoom) {
        lastWarned.merge(reason.code(), time, Counter::later);
        warnings.merge(reason.code(), times, Long::sum);
      }
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  Counts counts() {
    return new Counts(since, spawns, warnings, lastWarned);
  }
}
