// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What all commands have in common. */
final class CommandsTest {
  private static final String NOBODY = "4194305"; // above the kernel's largest pid

  @TempDir private Path folder;

  static Set<String> names() {
    return Spawnrisk.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasHelpWithExamplesInEightyColumns(String command) {
    Invocation help = Invocation.of(command, "--help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).containsPattern("Examples:");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(help.out()).containsPattern("Examples:\n(.*\n)*  .*spawnrisk");
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasItsVersionWithTheBuild(String command) {
    Invocation version = Invocation.of(command, "--version");

    assertThat(version.status()).isZero();
    assertThat(version.out()).matches("spawnrisk \\S+ \\(build \\S+\\)\n");
  }

  @ParameterizedTest
  @MethodSource("names")
  void endsWith2AtAnUnknownOptionAndSaysWhereHelpIs(String command) {
    Invocation wrong = Invocation.of(command, "--no-such-option");

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).hasLineCount(1).contains("'--no-such-option'").contains("--help'");
  }

  @ParameterizedTest
  @MethodSource("names")
  void isInTheReadme(String command) {
    assertThat(Lines.repository("README.md").replaceAll("\\s+", " "))
        .containsPattern("spawnrisk " + command + "\\b");
  }

  @ParameterizedTest
  @CsvSource({
    "assess no-number, 2",
    "assess " + NOBODY + ", 1",
    "attach no-number, 2",
    "attach 1 log, 2",
    "detach no-number, 2",
    "diff only-one.json, 2",
    "diff missing.json missing.json, 1",
    "explain NO_SUCH_CODE, 2",
    "explain OOM_POSSIBLE, 0",
    "options, 0",
    "completion, 0",
    "man, 0",
    "report, 2",
    "report missing.jsonl, 1",
    "run, 2",
    "run --native missing.so -- true, 1",
    "top no-number, 2",
    "top --delay 0 1, 2",
    "top --batch -n -1 1, 2",
    "top --batch -n 1 " + NOBODY + ", 1"
  })
  void endsWithTheStatusOfWhatHappened(String arguments, int status) {
    Invocation invocation = Invocation.of((Object[]) arguments.split(" ", -1));

    assertThat(invocation.err()).hasLineCount(status == 0 ? 0 : 1);
    assertThat(invocation.status()).isEqualTo(status);
  }

  @Test
  void endsWith3WhereTheThresholdIsMetAndWith0WhereNot() throws IOException {
    Path log = Files.write(folder.resolve("a.jsonl"), Lines.of("service.jsonl").subList(1, 2));

    assertThat(Invocation.of("report", "--fail-on", "warning", log).status()).isEqualTo(3);
    assertThat(Invocation.of("report", "--fail-on", "critical", log).status()).isZero();
  }

  @Test
  void tellsItsStatusesInItsHelp() {
    assertThat(Invocation.of("--help").out())
        .contains("Exit status ('spawnrisk run' returns its command's own):\n")
        .containsSubsequence("0   done", "1   bad data", "2   wrong", "3   what", "4   a JVM");
  }
}
