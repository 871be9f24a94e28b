// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Loss;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unobserved;
import io.github.spawnrisk.event.Warning;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Events in, report out. One thread may feed it while another asks for the report: both hold the
 * lock only for as long as a few maps are touched or copied.
 */
public final class Pipeline {
  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<String, Warning> unanswered = new HashMap<>();
  private final Set<String> answers = new HashSet<>();
  private final Children children = new Children();
  private final Map<ProcessSeen.Key, ProcessSeen> processes = new HashMap<>();
  private final Map<LostEvents.Key, LostEvents> losses = new HashMap<>();
  private final Map<UnreadLines.Key, UnreadLines> unread = new HashMap<>();

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
    processes.merge(ProcessSeen.Key.of(event), ProcessSeen.of(event), ProcessSeen::merge);
    if (event instanceof Spawn spawn) {
      spawn(spawn);
    } else if (event instanceof Warning warning) {
      warning(warning);
    } else if (event instanceof Loss loss) {
      losses.merge(LostEvents.Key.of(loss), LostEvents.of(loss), LostEvents::merge);
    }
  }

  private void spawn(Spawn spawn) {
    rows.merge(RowKey.of(spawn.attempt()), Row.of(spawn), Row::merge);
    children.spawn(spawn);
    boolean warnedOf = spawn.attempt().risk().level().compareTo(Level.WARNING) >= 0;
    if (unanswered.remove(spawn.id()) == null && warnedOf) {
      answers.add(spawn.id());
    }
  }

  private void warning(Warning warning) {
    if (!answers.remove(warning.spawn())) {
      unanswered.put(warning.spawn(), warning);
    }
  }

  /** Notes a line that is no event. */
  public synchronized void unread(String file, long line, String why) {
    UnreadLines one = new UnreadLines(file, why, line, 1);
    unread.merge(one.key(), one, UnreadLines::merge);
  }

  /** What is known by now. */
  public synchronized Report report() {
    return new Report(rows, unanswered, answers, children.copy(), processes, losses, unread);
  }
}
