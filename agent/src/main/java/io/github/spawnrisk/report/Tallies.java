// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Loss;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * All that is added up, whoever reads which event when: several of these come to the same as one.
 * With a bound there are never more than so many of each: what finds no room goes into an entry for
 * the others.
 */
final class Tallies {
  /** Of each row, where rows have a bound too. */
  private static final int MOST_STACKS = 16;

  private final int most;
  private final CallSites sites = new CallSites();
  private final RecentRows recent = new RecentRows();
  private final Map<RowKey, RowTally> rows = new HashMap<>();
  private final Map<RowKey, Aftermaths.Tally> aftermaths = new HashMap<>();

  /** The same by the keys themselves, of which there are no more than rows. */
  private final IdentityHashMap<RowKey, Aftermaths.Tally> ofKeys = new IdentityHashMap<>();

  private final Timeline timeline = Timeline.none();
  private final Map<ProcessSeen.Key, ProcessTally> processes = new HashMap<>();
  private final Map<LostEvents.Key, LostEvents> losses = new HashMap<>();

  Tallies(int most) {
    this.most = most;
  }

  /** What bounds the number of keys that events can make. */
  static <K> K room(int most, Map<K, ?> map, K key, K others) {
    return map.size() < most || map.containsKey(key) ? key : others;
  }

  /** That it wrote something. */
  void process(Event event) {
    ProcessSeen.Key own = ProcessSeen.Key.of(event);
    ProcessTally known = processes.get(own);
    if (known == null) {
      ProcessSeen.Key key = room(most, processes, own, ProcessSeen.Key.OTHERS);
      known = processes.computeIfAbsent(key, first -> new ProcessTally(first, event));
    }
    known.add(event);
  }

  /** The key that all keep who remember the spawn. */
  RowKey spawn(Spawn spawn) {
    RowTally row = row(spawn.attempt());
    row.add(spawn);
    timeline.add(row.key(), spawn);
    return row.key();
  }

  /** One that nothing will answer. */
  void unreturned(Warning warning) {
    RowTally row = row(warning.attempt());
    row.add(warning);
    timeline.add(row.key(), warning);
  }

  private RowTally row(Attempt attempt) {
    RowTally known = recent.get(attempt);
    if (known == null) {
      known = rowOf(sites.key(attempt));
      recent.put(attempt, known);
    }
    return known;
  }

  private RowTally rowOf(RowKey own) {
    RowTally known = rows.get(own);
    if (known == null) {
      RowKey key = room(most, rows, own, own.others());
      known = rows.computeIfAbsent(key, first -> new RowTally(first, mostStacks()));
    }
    return known;
  }

  private int mostStacks() {
    return most == Integer.MAX_VALUE ? most : MOST_STACKS;
  }

  void loss(Loss loss) {
    LostEvents.Key key = room(most, losses, LostEvents.Key.of(loss), LostEvents.Key.OTHERS);
    losses.merge(key, LostEvents.of(loss).under(key), LostEvents::merge);
  }

  void aftermath(RowKey site, Aftermath aftermath, Birth birth) {
    Aftermaths.Tally known = ofKeys.get(site);
    if (known == null) {
      known = aftermaths.computeIfAbsent(site, first -> new Aftermaths.Tally());
      ofKeys.put(site, known);
    }
    known.add(aftermath, birth);
  }

  Map<RowKey, Row> rows() {
    Map<RowKey, Row> all = new HashMap<>();
    rows.forEach((key, tally) -> all.put(key, tally.row()));
    return all;
  }

  Timeline timeline() {
    return timeline.copy();
  }

  Map<RowKey, Aftermaths> aftermaths() {
    Map<RowKey, Aftermaths> all = new HashMap<>();
    aftermaths.forEach((key, tally) -> all.put(key, tally.aftermaths()));
    return all;
  }

  Map<ProcessSeen.Key, ProcessSeen> processes() {
    Map<ProcessSeen.Key, ProcessSeen> all = new HashMap<>();
    processes.forEach((key, tally) -> all.put(key, tally.process()));
    return all;
  }

  Map<LostEvents.Key, LostEvents> losses() {
    return Map.copyOf(losses);
  }
}
