// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExplainCommandTest {
  /** The library's own list, so that a new code without a page fails here. */
  static List<String> codes() throws Exception {
    String reasons =
        Files.readString(
            Path.of(System.getProperty("spawnrisk.root"), "native/src/risk/reasons.h"));
    return Pattern.compile("REASON\\(([A-Z_]+),")
        .matcher(reasons)
        .results()
        .map(code -> code.group(1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void printsThePageOfEachCodeInEightyColumns(String code) {
    Invocation invocation = Invocation.of("explain", code);

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).startsWith(code + "\n").containsIgnoringCase("what to do");
    assertThat(invocation.out()).doesNotContain("](", "| ---");
    assertThat(invocation.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void takesSeveralCodesInAnyCase() {
    assertThat(Invocation.of("explain", "oom_killed", "No_Exec").out())
        .containsSubsequence("OOM_KILLED\n", "NO_EXEC\n");
  }

  @Test
  void printsATablesRowWithTheTitlesOfItsCells() {
    assertThat(Invocation.of("explain", "REFUSED").out())
        .containsSubsequence("\nENOMEM\n", "  what it says: no memory", "  what to do: ");
  }

  @Test
  void listsTheCodesWithTheirLevels() throws Exception {
    String list = Invocation.of("explain").out();

    assertThat(codes()).allSatisfy(code -> assertThat(list).contains(code + " "));
    assertThat(list).contains("OOM_POSSIBLE       warning\n", "NO_EXEC            notice\n");
  }

  @Test
  void namesTheNearestOfAnUnknownCode() {
    Invocation invocation = Invocation.of("explain", "OOM_KILED");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: explain: no such code: 'OOM_KILED' (did you mean 'OOM_KILLED'?);"
                + " see 'spawnrisk explain --help'\n");
  }
}
