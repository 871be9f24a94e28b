// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ReportMergeTest {
  private static final List<String> ALL = all();

  private static List<String> all() {
    List<String> lines = new ArrayList<>();
    for (String name :
        List.of("service.jsonl", "redis.jsonl", "killed_inside_fork.jsonl", "refused.jsonl")) {
      lines.addAll(Lines.of(name));
    }
    lines.addAll(Lines.of("children.jsonl"));
    lines.add(Lines.of("loss.jsonl").get(0));
    lines.addAll(alike());
    return lines;
  }

  /** Events at one moment, of which none is worse than another. */
  private static List<String> alike() {
    String line = Lines.of("redis.jsonl").get(0);
    List<String> alike = new ArrayList<>();
    for (int pid = 21; pid < 24; pid++) {
      alike.add(
          line.replaceFirst("\"pid\":\\d+", "\"pid\":" + pid).replace(".1\"", "." + pid + '"'));
    }
    return alike;
  }

  @Provide
  static Arbitrary<List<String>> shuffled() {
    return Arbitraries.shuffle(ALL);
  }

  @Property(tries = 200)
  void isAssociative(@ForAll("shuffled") List<String> lines, @ForAll int one, @ForAll int other) {
    int first = Math.min(Math.floorMod(one, ALL.size()), Math.floorMod(other, ALL.size()));
    int second = Math.max(Math.floorMod(one, ALL.size()), Math.floorMod(other, ALL.size()));
    Report a = Lines.reportOf(lines.subList(0, first));
    Report b = Lines.reportOf(lines.subList(first, second));
    Report c = Lines.reportOf(lines.subList(second, lines.size()));

    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property(tries = 200)
  void isCommutative(@ForAll("shuffled") List<String> lines, @ForAll int seed) {
    int cut = Math.floorMod(seed, ALL.size());
    Report one = Lines.reportOf(lines.subList(0, cut));
    Report other = Lines.reportOf(lines.subList(cut, lines.size()));

    assertThat(one.merge(other)).isEqualTo(other.merge(one));
  }

  @Property(tries = 200)
  void givesTheReportOfAllEventsTogether(@ForAll("shuffled") List<String> lines, @ForAll int seed) {
    int cut = Math.floorMod(seed, ALL.size());

    Report merged =
        Lines.reportOf(lines.subList(0, cut))
            .merge(Lines.reportOf(lines.subList(cut, lines.size())));

    assertThat(merged).isEqualTo(Lines.reportOf(ALL));
  }

  @Property(tries = 1)
  void leavesAReportAsItIsWhereTheOtherIsEmpty() {
    Report report = Lines.reportOf(ALL);

    assertThat(report.merge(Report.EMPTY)).isEqualTo(report);
    assertThat(Report.EMPTY.merge(report)).isEqualTo(report);
  }
}
