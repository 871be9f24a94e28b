// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.options.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class ManPageTest {
  @TempDir private Path folder;

  static List<CommandSpec> commands() {
    return Spawnrisk.commandLine().getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .toList();
  }

  private static String page() {
    return Invocation.of("man").out();
  }

  private Path file() throws IOException {
    return Files.writeString(folder.resolve("spawnrisk.1"), page());
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mandoc -T lint -W warning \"$1\"",
        "groff -man -ww -z -T ascii \"$1\"",
        "man --warnings -l \"$1\" 2>&1 >/dev/null"
      })
  void isReadByEachFormatterWithoutAComplaint(String formatter) throws Exception {
    assertThat(run(List.of("sh", "-c", formatter, "sh", file().toString()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void hasEachOptionOfEachCommandAsItIsTyped(CommandSpec command) throws Exception {
    String text = run(List.of("groff", "-man", "-T", "ascii", "-P-cbou", file().toString()));
    int from = text.indexOf("\n   " + command.qualifiedName() + "\n");

    assertThat(from).isPositive();
    String section = text.substring(from);
    for (OptionSpec option : command.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        for (String name : option.names()) {
          assertThat(section).containsPattern("[ \n]" + name + "[=,\n ]");
        }
      }
    }
  }

  @Test
  void namesEachVariable() {
    for (Setting setting : Setting.values()) {
      assertThat(page()).contains("\n" + setting.variable() + "\n");
    }
  }

  @Test
  void isTheOneInTheRepository() {
    assertThat(Lines.repository("docs/man/spawnrisk.1"))
        .as("made by 'bin/spawnrisk man > docs/man/spawnrisk.1'")
        .isEqualTo(page());
  }
}
