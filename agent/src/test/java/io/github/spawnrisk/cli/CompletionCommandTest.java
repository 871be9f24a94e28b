// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rep            | report",
        "a              | assess attach",
        "report --js    | --json",
        "assess --a     | --all",
      })
  void hasARealBashComplete(String typed, String expected) throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Invocation.of("completion").out());
    String words = "spawnrisk " + typed;

    String completed =
        outputOf(
            "bash",
            "-c",
            """
            source "$0"
            compopt() { :; }  # readline's own, which has no place outside of it
            COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$1; COMP_POINT=${#1}
            _complete_spawnrisk
            printf '%s\\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
            """,
            script.toString(),
            words);

    assertThat(completed.strip().split(" ")).contains(expected.split(" "));
  }

  @Test
  void isAScriptThatZshTakesToo() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Invocation.of("completion").out());

    String registered =
        outputOf("zsh", "-f", "-c", "source $0 && print ${_comps[spawnrisk]}", script.toString());

    assertThat(registered.strip()).isNotEmpty();
  }

  private static String outputOf(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
