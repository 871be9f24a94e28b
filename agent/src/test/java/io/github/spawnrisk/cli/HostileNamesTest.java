// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that would clear a terminal, or write into its title, do nothing in any output. */
final class HostileNamesTest {
  private static final String HOSTILE =
      "x\u001b[2J\u001b]0;t\u0007\u009b2J\u007f\b\r\u202egpj.exe\u0085y";
  private static final String JSON =
      "x\\u001b[2J\\u001b]0;t\\u0007\\u009b2J\\u007f\\b\\r\\u202egpj.exe\\u0085y";

  @TempDir private Path folder;
  private Path log;
  private Path safe;

  @BeforeEach
  void hostileLogs() throws IOException {
    List<String> hostile = new ArrayList<>();
    for (String name :
        List.of("service.jsonl", "redis.jsonl", "killed_inside_fork.jsonl", "children.jsonl")) {
      for (String line : Lines.of(name)) {
        hostile.add(withHostileNames(line));
      }
    }
    hostile.add("no event " + HOSTILE);
    log = Files.write(folder.resolve(HOSTILE + ".jsonl"), hostile);
    safe = Files.write(folder.resolve("safe.jsonl"), Lines.of("service.jsonl").subList(2, 3));
  }

  /** Process, program, thread, frames, arguments, cgroup. */
  private static String withHostileNames(String line) {
    return line.replace("\"name\":\"", "\"name\":\"" + JSON)
        .replace("\"command\":\"", "\"command\":\"" + JSON)
        .replace("\"thread\":\"", "\"thread\":\"" + JSON)
        .replace("\"stack\":[\"", "\"stack\":[\"" + JSON)
        .replace("com.acme", JSON + ".acme")
        .replace("\"argument_count\":", "\"arguments\":[\"" + JSON + "\"],\"argument_count\":")
        .replace("\"path\":\"", "\"path\":\"/" + JSON)
        .replace("\"source\":\"cgroup ", "\"source\":\"cgroup /" + JSON);
  }

  private static void assertHarmless(Invocation invocation) {
    assertThat(invocation.out() + invocation.err()).matches("[ -~\\n]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report",
        "report --json",
        "report --fail-on notice",
        "report --strict",
        "diff",
        "diff --json",
        "diff --fail-on notice"
      })
  void areHarmless(String command) {
    List<Object> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    if (command.startsWith("diff")) {
      arguments.add(safe);
    }
    arguments.add(log);

    Invocation invocation = Invocation.of(arguments.toArray());

    assertHarmless(invocation);
    assertThat((invocation.out() + invocation.err()).toLowerCase(java.util.Locale.ROOT))
        .contains("\\u009b2j");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report",
        "diff safe.json",
        "explain",
        "assess",
        "assess --cgroup",
        "attach",
        "attach 1",
        "top",
        "top -b -d",
        "run --native",
        "report --fail-on",
        "no-such-command"
      })
  void areHarmlessAsArgumentsThatAreWrong(String command) {
    List<Object> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.add(folder.resolve("none" + HOSTILE).toString().replace("/", ""));

    Invocation invocation = Invocation.of(arguments.toArray());

    assertThat(invocation.status()).isNotZero();
    assertThat(invocation.err()).hasLineCount(1);
    assertHarmless(invocation);
  }

  @Test
  void areTheSameNamesInJsonAsInTheLog() throws IOException {
    String json = Invocation.of("report", "--json", log).out();

    assertThat(
            new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(json)
                .findValuesAsText("command"))
        .anyMatch(command -> command.startsWith(HOSTILE));
  }
}
