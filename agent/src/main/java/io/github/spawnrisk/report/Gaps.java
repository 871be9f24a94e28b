// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.event.Unobserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Sorts what is missing by where it is missing. */
final class Gaps {
  private record Reaper(long pid, OptionalLong start) {}

  private Gaps() {}

  /** Children whose end was not seen. */
  static long endsNotSeen(List<Row> rows) {
    return rows.stream()
        .mapToLong(row -> Math.max(0, row.spawns() - row.failed() - row.ends().ended()))
        .sum();
  }

  /** Their lines name no process, but those of its spawns do. */
  static List<UnobservedChildren> unobserved(
      List<Unobserved> children, Collection<ProcessSeen> processes) {
    Map<Reaper, Long> counts = new HashMap<>();
    for (Unobserved child : children) {
      SpawningProcess process = child.process();
      counts.merge(new Reaper(process.pid(), process.start()), 1L, Long::sum);
    }
    Map<Reaper, @Nullable String> names = new HashMap<>();
    processes.forEach(one -> names.put(new Reaper(one.pid(), one.start()), one.name()));
    List<UnobservedChildren> all = new ArrayList<>();
    counts.forEach(
        (reaper, count) ->
            all.add(
                new UnobservedChildren(
                    new SpawningProcess(
                        reaper.pid(), OptionalLong.empty(), reaper.start(), names.get(reaper)),
                    count)));
    all.sort(
        Comparator.comparing(UnobservedChildren::count)
            .reversed()
            .thenComparing(one -> one.process().pid())
            .thenComparing(one -> one.process().start().orElse(0)));
    return all;
  }

  /** The most first. */
  static List<LostTrail> lostTrails(List<Row> rows, Ancestry ancestry) {
    Map<CallSite, SortedMap<String, Long>> counts = ancestry.lostTrails();
    for (Row row : rows) {
      counts.merge(
          row.callSite(),
          row.ends().unfollowed(),
          (one, other) -> Merged.of(one, other, Long::sum));
    }
    List<LostTrail> all = new ArrayList<>();
    counts.forEach(
        (site, commands) ->
            commands.forEach(
                (command, count) -> all.add(new LostTrail(site, command, Math.max(0, count)))));
    all.removeIf(trail -> trail.count() == 0);
    all.sort(
        Comparator.comparing(LostTrail::count)
            .reversed()
            .thenComparing(LostTrail::callSite)
            .thenComparing(LostTrail::command));
    return all;
  }
}
