// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import io.github.spawnrisk.report.SpawnStack;
import io.github.spawnrisk.report.StackWeight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Stacks of spawns, from the outermost frame to the command that was started. */
final class Stacks {
  /** By each of the weights the largest so many are shown. */
  private static final int MOST = 1000;

  private static final Comparator<Weighed> ORDER =
      Comparator.comparingLong((Weighed one) -> one.weight.spawns())
          .reversed()
          .thenComparing(one -> one.stack.toString());

  /** One stack of a row. */
  record Weighed(Row row, SpawnStack stack, StackWeight weight) {
    /** Those who called, the outermost first, and then what was called. */
    List<String> path() {
      List<String> path = new ArrayList<>();
      stack.nativeFrames().forEach(frame -> path.add(withoutOffset(frame)));
      path.addAll(stack.java());
      path.add(row.worst().process().label());
      Collections.reverse(path);
      path.add(row.command() == null ? row.call() : row.call() + " -> " + row.command());
      return path;
    }
  }

  private Stacks() {}

  /** The most frequent first. */
  static List<Weighed> of(Row row) {
    return row.stacks().entrySet().stream()
        .map(entry -> new Weighed(row, entry.getKey(), entry.getValue()))
        .sorted(ORDER)
        .toList();
  }

  /** Those that are to be seen in a flame graph by any of the weights. */
  static Set<Weighed> heaviest(Report report) {
    List<Weighed> all = new ArrayList<>();
    report.rows().forEach(row -> all.addAll(of(row)));
    Set<Weighed> heaviest = new LinkedHashSet<>();
    add(heaviest, all, StackWeight::spawns);
    add(heaviest, all, StackWeight::exposure);
    add(heaviest, all, StackWeight::stall);
    return heaviest;
  }

  private static void add(
      Set<Weighed> heaviest, List<Weighed> all, ToLongFunction<StackWeight> weight) {
    all.stream()
        .sorted(
            Comparator.comparingLong((Weighed one) -> weight.applyAsLong(one.weight)).reversed())
        .limit(MOST)
        .forEach(heaviest::add);
  }

  /** A function's calls from two of its lines are told apart no more than a build's are. */
  private static String withoutOffset(String frame) {
    int offset = frame.lastIndexOf("+0x");
    return offset > 0 && frame.lastIndexOf('!', offset) > 0 ? frame.substring(0, offset) : frame;
  }
}
