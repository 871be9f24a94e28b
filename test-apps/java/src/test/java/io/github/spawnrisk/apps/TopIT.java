// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code spawnrisk top} on a real terminal, of real processes. */
class TopIT {
  private static final Pattern SETTINGS = Pattern.compile("(?:before|behind)=([0-9a-f:]+)");

  @TempDir Path folder;

  private static List<String> top(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Jvm.jar().toString(),
                "top"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Jvm preloaded() {
    return Jvm.running(Lingerer.class).preloaded().variable("SPAWNRISK_LOG", folder.toString());
  }

  private static void assertThatTheTerminalIsAsBefore(String shown) {
    Matcher settings = SETTINGS.matcher(shown);
    assertThat(settings.find()).isTrue();
    String before = settings.group(1);
    assertThat(settings.find()).isTrue();
    assertThat(settings.group(1)).isEqualTo(before);
    assertThat(shown)
        .containsSubsequence("\033[?1049h\033[?25l", "\033[?25h\033[?1049l", "status=");
  }

  @Test
  void showsThePreloadedProcessUntilQIsPressed() throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top("-d", "0.2", host.pid()))) {
      terminal.await("(no event yet)");
      for (int i = 0; i < 3; i++) {
        host.spawn();
      }
      terminal.await("3 spawns, 0 failed, ");
      terminal.type("q");

      String shown = terminal.await("end.");

      assertThat(shown).contains("status=0");
      assertThatTheTerminalIsAsBefore(shown);
      assertThat(new CommandLine().run("report", folder.toString()).out())
          .contains("3 spawns from 1 call site");
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'',true", "1,false"})
  void showsTheCallSitesOfAJvmWithTheAgentInColourUnlessNobodyWantsIt(
      String noColour, boolean coloured) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(Lingerer.class).agent("log=" + log + ",weave=eager").mechanism("VFORK");
    try (Lingering host = Lingering.in(jvm);
        OnTerminal terminal = OnTerminal.run(Map.of("NO_COLOR", noColour), top(host.pid()))) {
      host.spawn();
      String shown = terminal.await("Lingerer.main:");
      terminal.type("q");

      assertThat(shown.contains("\033[36mnotice\033[0m")).isEqualTo(coloured);
      assertThat(shown.contains("\nnotice ")).isNotEqualTo(coloured);
      assertThatTheTerminalIsAsBefore(terminal.await("end."));
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "HUP,129", "INT,130"})
  void leavesTheTerminalAsItWasAtASignal(String signal, int status) throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top(host.pid()))) {
      terminal.await("machine's memory");
      long command = terminal.command().pid();
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + command).start().waitFor();

      String shown = terminal.await("end.");

      assertThat(shown).contains("status=" + status);
      assertThatTheTerminalIsAsBefore(shown);
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void leavesTheTerminalAsItWasAtControlC() throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top(host.pid()))) {
      terminal.await("machine's memory");
      terminal.type("\003");
      // The shell takes it as well, and is done: its end comes behind what top writes.
      terminal.await("\033[?25h\033[?1049l");
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void drawsAnewForATerminalOfAnotherSize() throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top("-d", "3600", host.pid()))) {
      int before = terminal.await("\033[J").length(); // all of the first look
      terminal.resize(40, 6);
      String shown = terminal.await("\033[J", before);
      terminal.type("q");

      String drawn = shown.substring(shown.lastIndexOf("\033[H"));
      List<String> lines =
          drawn
              .replaceAll("\033\\[[0-9;]*[A-Za-z]", "")
              .lines()
              .map(String::stripTrailing)
              .toList();
      assertThat(lines).hasSizeLessThanOrEqualTo(6).allMatch(line -> line.length() <= 40);
      terminal.await("status=0");
    }
  }

  @Test
  void endsWithTheProcessThatItShows() throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top("-d", "0.2", host.pid()))) {
      terminal.await("machine's memory");
      assertThat(host.end()).isZero();

      String shown = terminal.await("end.");

      assertThat(shown).contains("spawnrisk: top: ").contains("status=0");
      assertThatTheTerminalIsAsBefore(shown);
    }
  }

  @Test
  void endsWithItsTerminal() throws Exception {
    try (Lingering host = Lingering.in(preloaded());
        OnTerminal terminal = OnTerminal.run(Map.of(), top("-d", "3600", host.pid()))) {
      terminal.await("machine's memory");
      ProcessHandle command = terminal.command();
      terminal.hangUp();

      assertThat(command.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
    }
  }

  @Test
  void printsLooksForAPipeAndSaysOfWhatIsNotObservedThatItIsNot() throws Exception {
    Jvm bare = Jvm.running(Lingerer.class);
    try (Lingering host = Lingering.in(bare)) {
      Jvm.Result twice = new CommandLine().run("top", "-b", "-n", "2", "-d", "0.1", host.pid());

      assertThat(twice.status()).isZero();
      assertThat(twice.err()).isEmpty();
      assertThat(twice.out().split("Not observed, so no spawns: ", -1)).hasSize(3);
      assertThat(twice.out()).contains("machine's memory and swap").doesNotContain("\033");
    }
  }

  @Test
  void followsTheLogThatAnAttachNamed() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log).status()).isZero();
      host.spawn();

      String untold = new CommandLine().run("top", "-b", "-n", "1", host.pid()).out();
      String told =
          new CommandLine().run("top", "-b", "-n", "1", "--log", log.toString(), host.pid()).out();

      assertThat(untold).contains("started without a log: name one by --log");
      assertThat(told).contains("1 spawn, 0 failed").contains("Lingerer.main:");
    }
  }
}
