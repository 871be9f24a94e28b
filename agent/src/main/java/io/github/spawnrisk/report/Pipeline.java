// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Loss;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unfollowed;
import io.github.spawnrisk.event.Unobserved;
import io.github.spawnrisk.event.Warning;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Events in, report out. One thread may feed it while another asks for the report: both hold the
 * lock only for as long as a few maps are touched or copied. A pipeline with a bound never holds
 * more than so many of each: what finds no room goes into an entry for the others.
 */
public final class Pipeline {
  private static final int MOST_ORIGINS = 8192; // some 2 MB
  private static final int MOST_ORIGINS_OF_FILES = 262_144; // of files one after the other

  private final int most;
  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<String, Warning> unanswered = new LinkedHashMap<>();
  private final Set<String> answers = new LinkedHashSet<>();
  private final Children children = new Children();
  private final Ancestry ancestry;
  private final Map<ProcessSeen.Key, ProcessSeen> processes = new HashMap<>();
  private final Map<LostEvents.Key, LostEvents> losses = new HashMap<>();
  private final Map<UnreadLines.Key, UnreadLines> unread = new HashMap<>();

  /** Without a bound: a file has an end. */
  public Pipeline() {
    this(Integer.MAX_VALUE);
  }

  /** For a process that may run for years, and may start a thousand times a thousand commands. */
  public Pipeline(int most) {
    this.most = most;
    this.ancestry = new Ancestry(most == Integer.MAX_VALUE ? MOST_ORIGINS_OF_FILES : MOST_ORIGINS);
  }

  /** Adds what became of one line: an event counts, an unreadable line is kept as such. */
  public void accept(Reading reading, String file, long line) {
    if (reading instanceof Reading.Read read) {
      accept(read.event());
    } else if (reading instanceof Reading.Unreadable unreadable) {
      unread(file, line, unreadable.why());
    }
  }

  public synchronized void accept(Event event) {
    if (event instanceof Aftermath aftermath) {
      children.aftermath(aftermath);
      return;
    }
    if (event instanceof Unobserved child) {
      children.unobserved(child);
      return;
    }
    if (event instanceof Unfollowed unfollowed) {
      ancestry.unfollowed(unfollowed);
      return;
    }
    ProcessSeen.Key process = room(processes, ProcessSeen.Key.of(event), ProcessSeen.Key.OTHERS);
    processes.merge(process, ProcessSeen.of(event).under(process), ProcessSeen::merge);
    if (event instanceof Spawn spawn) {
      spawn(spawn);
    } else if (event instanceof Warning warning) {
      warning(warning);
    } else if (event instanceof Loss loss) {
      LostEvents.Key key = room(losses, LostEvents.Key.of(loss), LostEvents.Key.OTHERS);
      losses.merge(key, LostEvents.of(loss).under(key), LostEvents::merge);
    }
  }

  private <K> K room(Map<K, ?> map, K key, K others) {
    return map.size() < most || map.containsKey(key) ? key : others;
  }

  private RowKey room(Attempt attempt) {
    RowKey own = RowKey.of(attempt);
    return room(rows, own, own.others());
  }

  private void spawn(Spawn spawn) {
    RowKey key = room(spawn.attempt());
    Row row = rows.merge(key, Row.of(key, spawn), Row::merge);
    children.spawn(key, spawn);
    ancestry.spawn(row.callSite(), spawn);
    boolean warnedOf = spawn.attempt().risk().level().compareTo(Level.WARNING) >= 0;
    if (unanswered.remove(spawn.id()) == null && warnedOf) {
      answers.add(spawn.id());
      if (answers.size() > most) { // a stall that only the call showed has no warning to wait for
        removeOldest(answers);
      }
    }
  }

  private void warning(Warning warning) {
    if (!answers.remove(warning.spawn())) {
      unanswered.put(warning.spawn(), warning);
      if (unanswered.size() > most) {
        Warning oldest = removeOldest(unanswered.values());
        RowKey key = room(oldest.attempt());
        rows.merge(key, Row.of(key, oldest), Row::merge);
      }
    }
  }

  private static <T> T removeOldest(Iterable<T> inOrderOfArrival) {
    Iterator<T> all = inOrderOfArrival.iterator();
    T oldest = all.next();
    all.remove();
    return oldest;
  }

  /** Notes a line that is no event. */
  public synchronized void unread(String file, long line, String why) {
    UnreadLines one = new UnreadLines(file, why, line, 1);
    UnreadLines.Key key = room(unread, one.key(), UnreadLines.Key.OTHERS);
    unread.merge(key, one.under(key), UnreadLines::merge);
  }

  /** Whether there is anything to measure, see {@link LivingCopies}. */
  public boolean hasLivingCopies() {
    return !livingCopies().isEmpty();
  }

  /** Children that live on in their copy, as far as was seen. */
  synchronized List<LivingChild> livingCopies() {
    return children.livingCopies();
  }

  /** What is known by now. */
  public synchronized Report report() {
    return new Report(
        rows, unanswered, answers, children.copy(), ancestry.copy(), processes, losses, unread);
  }
}
