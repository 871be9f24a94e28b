// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Warning;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** All rows with what became of their children, the worst first. */
final class Ranking {
  private Ranking() {}

  static List<Row> of(
      Map<RowKey, Row> returned,
      Collection<Warning> unanswered,
      Map<RowKey, Aftermaths> aftermaths) {
    Map<RowKey, Row> all = Merged.ofAny(returned, unreturned(unanswered), Row::merge);
    return all.values().stream()
        .map(row -> row.with(aftermaths.get(RowKey.of(row))))
        .sorted(Row.RANKING)
        .toList();
  }

  private static Map<RowKey, Row> unreturned(Collection<Warning> warnings) {
    Map<RowKey, Row> rows = Merged.rows();
    for (Warning warning : warnings) {
      RowKey key = RowKey.of(warning.attempt());
      rows.merge(key, Row.of(key, warning), Row::merge);
    }
    return rows;
  }
}
