// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpawnriskTest {
  @Test
  void showsTheUsualWorkflowWithoutArguments() {
    Invocation invocation = Invocation.of();

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).containsSubsequence("spawnrisk run", "spawnrisk report");
  }

  @Test
  void showsItsVersion() {
    assertThat(Invocation.of("--version").out()).startsWith("spawnrisk ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spawnrisk", "run", "report", "assess"})
  void showsHelpWithExamplesInEightyColumns(String command) {
    Invocation invocation =
        command.equals("spawnrisk") ? Invocation.of("--help") : Invocation.of(command, "--help");

    assertThat(invocation.status()).isZero();
    assertThat(invocation.out()).contains("Examples:");
    assertThat(invocation.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void refusesAnUnknownOptionInOneLineThatNamesTheNearest() {
    Invocation invocation = Invocation.of("report", "--jsn");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: report: unknown option: '--jsn' (did you mean '--json'?);"
                + " see 'spawnrisk report --help'\n");
  }

  @Test
  void refusesAnUnknownCommand() {
    Invocation invocation = Invocation.of("rport");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).hasLineCount(1).contains("'rport'");
  }
}
