// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Loss;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unfollowed;
import io.github.spawnrisk.event.Unobserved;
import io.github.spawnrisk.event.Warning;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events in, report out. One thread may feed it while another asks for the report: both hold the
 * lock only for as long as a few maps are touched or copied. A pipeline with a bound never holds
 * more than so many of each: what finds no room goes into an entry for the others.
 */
public final class Pipeline {
  private static final int LIVE = Bounded.MOST;

  /** Of files, whose processes may be ten thousand: some 100 MB in all. */
  static final int CHILDREN_OF_FILES = 65_536;

  private static final int ORIGINS_OF_FILES = 262_144;
  private static final int WARNINGS_OF_FILES = 16_384;

  private final int most;
  private final Tallies tallies;
  private final Joins joins;
  private final Map<UnreadLines.Key, UnreadLines> unread = new HashMap<>();

  /** Without a bound of rows: a file has an end. */
  public Pipeline() {
    this(new Tallies(Integer.MAX_VALUE));
  }

  /** For a process that may run for years, and may start a thousand times a thousand commands. */
  public Pipeline(int most) {
    this.most = most;
    this.tallies = new Tallies(most);
    this.joins = new Joins(tallies, most, LIVE, LIVE);
  }

  /** A part of files: what it adds up, others may add up too. */
  Pipeline(Tallies tallies) {
    this.most = Integer.MAX_VALUE;
    this.tallies = tallies;
    this.joins = new Joins(tallies, WARNINGS_OF_FILES, CHILDREN_OF_FILES, ORIGINS_OF_FILES);
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
      joins.children().aftermath(aftermath);
    } else if (event instanceof Unobserved child) {
      joins.children().unobserved(child);
    } else if (event instanceof Unfollowed unfollowed) {
      joins.ancestry().unfollowed(unfollowed);
    } else {
      tallies.process(event);
      if (event instanceof Spawn spawn) {
        joins.spawn(tallies.spawn(spawn), spawn);
      } else if (event instanceof Warning warning) {
        joins.warning(warning);
      } else if (event instanceof Loss loss) {
        tallies.loss(loss);
      }
    }
  }

  /** Notes a line that is no event. */
  public synchronized void unread(String file, long line, String why) {
    unread(new UnreadLines(file, why, line, 1));
  }

  private void unread(UnreadLines lines) {
    UnreadLines.Key key = Tallies.room(most, unread, lines.key(), UnreadLines.Key.OTHERS);
    unread.merge(key, lines.under(key), UnreadLines::merge);
  }

  /**
   * Adds what was read of what comes next; what it has added up is in the tallies that it was
   * given.
   *
   * @param lines how many came before it in its file
   */
  synchronized void append(Pipeline next, long lines) {
    joins.append(next.joins);
    next.unread.values().forEach(unread -> unread(unread.behind(lines)));
  }

  /** The first line that is no event; null where there is none. */
  synchronized @Nullable UnreadLines firstUnread() {
    return unread.values().stream().min(Comparator.comparing(UnreadLines::firstLine)).orElse(null);
  }

  /** Whether there is anything to measure, see {@link LivingCopies}. */
  public boolean hasLivingCopies() {
    return !livingCopies().isEmpty();
  }

  /** Children that live on in their copy, as far as was seen. */
  synchronized List<LivingChild> livingCopies() {
    return joins.children().livingCopies();
  }

  /** What is known by now. */
  public Report report() {
    return report(List.of());
  }

  /**
   * What is known by now.
   *
   * @param others what was added up for the parts
   */
  synchronized Report report(List<Tallies> others) {
    Map<RowKey, Row> rows = tallies.rows();
    Map<RowKey, Aftermaths> aftermaths = tallies.aftermaths();
    Map<ProcessSeen.Key, ProcessSeen> processes = tallies.processes();
    Map<LostEvents.Key, LostEvents> losses = tallies.losses();
    Timeline timeline = tallies.timeline();
    for (Tallies other : others) {
      rows = Merged.ofAny(rows, other.rows(), Row::merge);
      aftermaths = Merged.ofAny(aftermaths, other.aftermaths(), Aftermaths::merge);
      processes = Merged.ofAny(processes, other.processes(), ProcessSeen::merge);
      losses = Merged.ofAny(losses, other.losses(), LostEvents::merge);
      timeline.add(other.timeline());
    }
    return new Report(
        rows,
        aftermaths,
        timeline,
        joins.unanswered(),
        joins.answers(),
        joins.children().copy(Children.NOBODY),
        joins.ancestry().copy(),
        processes,
        losses,
        unread);
  }
}
