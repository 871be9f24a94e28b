// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Lines that belong together, in whatever order they come. What waits for its partner is bounded:
 * the oldest goes. Parts of a log are joined in its order, and so come to the same as the whole.
 */
final class Joins {
  private final Tallies tallies;
  private final int mostWarnings;
  private final Map<String, Warning> unanswered = new LinkedHashMap<>();
  private final Set<String> answers = new LinkedHashSet<>();
  private final Children children;
  private final Ancestry ancestry;

  /**
   * @param tallies gets what has found together, and what has waited for too long
   */
  Joins(Tallies tallies, int mostWarnings, int mostChildren, int mostOrigins) {
    this.tallies = tallies;
    this.mostWarnings = mostWarnings;
    this.children = new Children(tallies::aftermath, mostChildren);
    this.ancestry = new Ancestry(mostOrigins);
  }

  Children children() {
    return children;
  }

  Ancestry ancestry() {
    return ancestry;
  }

  /** Warnings whose spawn has not come, by the spawn's id. */
  Map<String, Warning> unanswered() {
    return unanswered;
  }

  /** Ids of risky spawns whose warning has not come. */
  Set<String> answers() {
    return answers;
  }

  void spawn(RowKey site, Spawn spawn) {
    children.spawn(site, spawn);
    ancestry.spawn(site.callSite(), spawn);
    boolean warnedOf = spawn.attempt().risk().level().compareTo(Level.WARNING) >= 0;
    if ((!unanswered.isEmpty() && unanswered.remove(spawn.id()) != null) || !warnedOf) {
      return;
    }
    answers.add(spawn.id()); // a stall that only the call showed has no warning to wait for
    trim();
  }

  void warning(Warning warning) {
    if (!answers.remove(warning.spawn())) {
      unanswered.put(warning.spawn(), warning);
      trim();
    }
  }

  private void trim() {
    if (answers.size() > mostWarnings) {
      removeOldest(answers);
    }
    if (unanswered.size() > mostWarnings) {
      tallies.unreturned(removeOldest(unanswered.values()));
    }
  }

  private static <T> T removeOldest(Iterable<T> inOrderOfArrival) {
    Iterator<T> all = inOrderOfArrival.iterator();
    T oldest = all.next();
    all.remove();
    return oldest;
  }

  /** Adds what was found in what comes next in the log. */
  void append(Joins next) {
    children.append(next.children);
    ancestry.append(next.ancestry);
    for (String id : next.answers) {
      if (unanswered.remove(id) == null) {
        answers.add(id);
        trim();
      }
    }
    next.unanswered.values().forEach(this::warning);
  }
}
