// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.SpawningProcess;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One command that JVMs start from one call site by more than one mechanism (MECHANISM_CHANGED). A
 * JVM keeps its mechanism for life, so it is another JDK, or another property, that makes it.
 *
 * @param ways a row for each mechanism, the one first that was seen first
 */
public record MechanismChange(CallSite callSite, String command, List<Row> ways) {
  public MechanismChange {
    ways = List.copyOf(ways);
  }

  private record Launch(CallSite callSite, String command) {}

  /** In the order of the rows. */
  static List<MechanismChange> in(List<Row> rows) {
    Map<Launch, List<Row>> launches =
        rows.stream()
            .filter(MechanismChange::isOfTheJdk)
            .collect(
                Collectors.groupingBy(
                    row -> new Launch(row.callSite(), row.command()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return launches.entrySet().stream()
        .filter(launch -> isOfSeveral(launch.getValue()))
        .map(launch -> of(launch.getKey(), launch.getValue()))
        .toList();
  }

  private static MechanismChange of(Launch launch, List<Row> rows) {
    return new MechanismChange(
        launch.callSite(),
        launch.command(),
        rows.stream().sorted(Comparator.comparing(Row::firstSeen)).toList());
  }

  /** Of libraries that start processes themselves nobody knows why they do it in which way. */
  private static boolean isOfTheJdk(Row row) {
    return row.command() != null
        && !row.callSite().equals(CallSite.OTHERS)
        && row.stack().stream().anyMatch(frame -> frame.startsWith("java.lang.ProcessBuilder."));
  }

  private static boolean isOfSeveral(List<Row> rows) {
    return rows.stream().map(row -> identity(row.latest().process())).distinct().count() > 1;
  }

  private static List<Object> identity(SpawningProcess process) {
    return List.of(process.pid(), process.start());
  }
}
