// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code spawnrisk report} as text: in colour on a terminal, for who wants it. */
class ReportOnTerminalIT {
  @TempDir Path folder;

  private Path log() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm.running(SpawnOnce.class).argument("true").agent("log=" + log).mechanism("FORK").run();
    return log;
  }

  @ParameterizedTest
  @CsvSource({"'',xterm,true", "1,xterm,false", "'',dumb,false"})
  void isInColourWhereATerminalShowsThem(String noColour, String terminal, boolean coloured)
      throws Exception {
    List<String> report =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-jar",
            Jvm.jar().toString(),
            "report",
            log().toString());
    Map<String, String> variables = Map.of("NO_COLOR", noColour, "TERM", terminal);
    try (OnTerminal shell = OnTerminal.run(variables, report)) {
      String shown = shell.await("end.");

      assertThat(shown).contains("SPAWN RISK REPORT", "status=0");
      assertThat(shown.contains("\033[1mSPAWN RISK REPORT\033[0m")).isEqualTo(coloured);
      assertThat(shown.contains("\033[")).isEqualTo(coloured);
    }
  }

  @Test
  void isPlainInAFileOrAPipe() throws Exception {
    assertThat(new CommandLine().run("report", log().toString()).out())
        .startsWith("SPAWN RISK REPORT\n")
        .doesNotContain("\033");
  }
}
