// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentOptionsTest {
  private static AgentOptions parse(
      String argument, Map<String, String> properties, Map<String, String> environment)
      throws OptionException {
    Properties system = new Properties();
    system.putAll(properties);
    return AgentOptions.parse(argument, system, environment);
  }

  private static AgentOptions parse(String argument) throws OptionException {
    return parse(argument, Map.of(), Map.of());
  }

  @Test
  void haveDefaults() throws OptionException {
    assertThat(parse(null))
        .isEqualTo(
            new AgentOptions(
                null,
                false,
                null,
                false,
                null,
                null,
                null,
                false,
                AgentOptions.Jmx.AUTO,
                null,
                null,
                null));
    assertThat(parse("")).isEqualTo(parse(null));
  }

  @Test
  void areReadFromTheArgument() throws OptionException {
    String all =
        "log=/l,arguments=full,facts=exact,report=-,report_json=/j,report_html=/h,"
            + "weave=eager,jmx=false,native=/n,redact=*x*";

    assertThat(parse(all))
        .isEqualTo(
            new AgentOptions(
                "/l",
                true,
                "*x*",
                true,
                "-",
                "/j",
                "/h",
                true,
                AgentOptions.Jmx.FALSE,
                null,
                null,
                "/n"));
  }

  @Test
  void ofTheArgumentOutdoThePropertiesAndTheseTheEnvironment() throws OptionException {
    Map<String, String> environment =
        Map.of("SPAWNRISK_LOG", "/e", "SPAWNRISK_REPORT", "/e", "SPAWNRISK_REPORT_JSON", "/e");
    Map<String, String> properties = Map.of("spawnrisk.log", "/p", "spawnrisk.report", "/p");

    AgentOptions options = parse("log=/a", properties, environment);

    assertThat(options.log()).isEqualTo("/a");
    assertThat(options.report()).isEqualTo("/p");
    assertThat(options.reportJson()).isEqualTo("/e");
  }

  @Test
  void mayHaveAnEqualsSignInTheirValue() throws OptionException {
    assertThat(parse("log=/a=b").log()).isEqualTo("/a=b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lgo=x          | unknown option 'lgo'; did you mean 'log'?",
        "weave=egar     | option 'weave' cannot be 'egar'; did you mean 'eager'?",
        "arguments=ful  | option 'arguments' cannot be 'ful'; did you mean 'full'?",
        "jmx=tru        | option 'jmx' cannot be 'tru'; did you mean 'true'?",
        "log            | option 'log' has no value; write 'log=...'",
        "log=           | option 'log' is empty; write 'log=...', or leave it out",
        "log=x,jmx=     | option 'jmx' is empty; write 'jmx=...', or leave it out",
        "report=/       | option 'report' names a folder, '/'; name a file in it",
        "report_json=/proc | option 'report_json' names a folder, '/proc'; name a file in it",
        "report=/no/x/  | option 'report' names a folder, '/no/x/'; name a file in it",
        "log=x,         | unknown option ''; did you mean 'log'?",
      })
  void thatAreWrongAreNamed(String argument, String message) {
    assertThatThrownBy(() -> parse(argument)).hasMessage(message);
  }

  @Test
  void thatAreUnknownPropertiesAreNamed() {
    assertThatThrownBy(() -> parse(null, Map.of("spawnrisk.reprot", "x"), Map.of()))
        .hasMessage("unknown system property 'spawnrisk.reprot'; did you mean 'spawnrisk.report'?");
  }

  @Test
  void thatAreEmptyPropertiesAreNamedToo() {
    assertThatThrownBy(() -> parse(null, Map.of("spawnrisk.report", ""), Map.of()))
        .hasMessage("option 'report' is empty; write 'report=...', or leave it out");
  }

  @Test
  void thatAreEmptyInTheEnvironmentAreNotGiven() throws OptionException {
    assertThat(parse(null, Map.of(), Map.of("SPAWNRISK_LOG", ""))).isEqualTo(parse(null));
  }

  @Test
  void thatLookMistypedInTheEnvironmentAreNamed() {
    assertThatThrownBy(() -> parse(null, Map.of(), Map.of("SPAWNRISK_LGO", "x")))
        .hasMessage("unknown environment variable 'SPAWNRISK_LGO'; did you mean 'SPAWNRISK_LOG'?");
  }

  @Test
  void areNotWhatAnOrchestratorSetsForAServiceOfOurName() throws OptionException {
    Map<String, String> environment =
        Map.of(
            "SPAWNRISK_SERVICE_HOST", "10.0.0.1",
            "SPAWNRISK_PORT", "tcp://10.0.0.1:80",
            "SPAWNRISK_PORT_80_TCP", "tcp://10.0.0.1:80");

    assertThat(parse(null, Map.of(), environment)).isEqualTo(parse(null));
  }

  @Test
  void ofTheConfigFileAreOutdoneByAllOthers(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("spawnrisk.properties");
    Files.writeString(file, "log = /f\nreport = /f\nreport_json = /f\nweave: eager\n# jmx = no\n");

    AgentOptions options =
        parse(
            "config=" + file + ",log=/a",
            Map.of("spawnrisk.report", "/p"),
            Map.of("SPAWNRISK_WEAVE", "background"));

    assertThat(options)
        .isEqualTo(
            new AgentOptions(
                "/a",
                false,
                null,
                false,
                "/p",
                "/f",
                null,
                false,
                AgentOptions.Jmx.AUTO,
                null,
                null,
                null));
  }

  @Test
  void mayNameTheConfigFileInTheEnvironment(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("spawnrisk.properties");
    Files.writeString(file, "log=/tmp/\u00e9t\u00e9\n");

    AgentOptions options = parse(null, Map.of(), Map.of("SPAWNRISK_CONFIG", file.toString()));

    assertThat(options.log()).isEqualTo("/tmp/\u00e9t\u00e9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lgo=/x       | unknown option 'lgo' in '%s'; did you mean 'log'?",
        "config=/x    | option 'config' in '%s': one file cannot name another",
        "copies=timer | unknown option 'copies' in '%s'; did you mean 'log'?",
        "log=         | option 'log' in '%s' is empty; leave it out",
        "weave=egar   | option 'weave' cannot be 'egar'; did you mean 'eager'?",
        "log=\\u12    | config file '%s': Malformed \\uxxxx encoding.",
      })
  void ofTheConfigFileThatAreWrongAreNamedWithTheFile(
      String line, String message, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("spawnrisk.properties");
    Files.writeString(file, line);

    assertThatThrownBy(() -> parse("config=" + file)).hasMessage(message.formatted(file));
  }

  @Test
  void sayThatTheConfigFileIsNotThere() {
    assertThatThrownBy(() -> parse("config=/no/such"))
        .hasMessage("config file cannot be read: /no/such (No such file or directory)");
  }
}
