// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.spawnrisk.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventSchemaTest {
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Lines.repository("docs/event.schema.json"));
  private static final String SPAWN = Lines.of("service.jsonl").get(1);

  private static final Path LIBRARY =
      Path.of(System.getProperty("spawnrisk.root"), "agent/target/native/libspawnrisk.so");

  @TempDir private Path folder;

  private static Set<ValidationMessage> complaints(String line) {
    return SCHEMA.validate(line, InputFormat.JSON);
  }

  @Test
  void acceptsEveryRecordedLine() {
    for (String name : Lines.SOUND) {
      for (String line : Lines.of(name)) {
        assertThat(complaints(line)).as(line).isEmpty();
      }
    }
  }

  @Test
  void acceptsTheLinesThatTheLibraryWritesNow() throws Exception {
    Path log = folder.resolve("spawns.jsonl");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", "(exit 3); exit 0");
    bash.environment().put("LD_PRELOAD", LIBRARY.toString());
    bash.environment().put("SPAWNRISK_LOG", log.toString());

    assertThat(bash.start().waitFor()).isZero();

    assertThat(Files.readAllLines(log)).hasSize(2).allMatch(line -> complaints(line).isEmpty());
  }

  @Test
  void acceptsAddedFields() {
    assertThat(complaints(SPAWN.replace("{\"pid\"", "{\"new\":1,\"pid\""))).isEmpty();
  }

  @Test
  void refusesASpawnWithoutItsMemory() {
    assertThat(complaints(SPAWN.replace("\"memory\"", "\"other\""))).isNotEmpty();
  }

  @Test
  void refusesAnUnknownReason() {
    assertThat(complaints(SPAWN.replace("OOM_POSSIBLE", "OOM_PERHAPS"))).isNotEmpty();
  }

  @Test
  void refusesASpawnThatBothSucceededAndFailed() {
    assertThat(
            complaints(
                SPAWN.replace("\"child_pid\"", "\"errno\":12,\"error\":\"ENOMEM\",\"child_pid\"")))
        .isNotEmpty();
  }

  @Test
  void refusesASpawnWithoutAnOutcome() {
    assertThat(complaints(SPAWN.replace("\"child_pid\"", "\"other\""))).isNotEmpty();
  }

  @Test
  void acceptsACallThatTellsNoChild() {
    String line = SPAWN.replace("\"call\":\"fork\"", "\"call\":\"system\"");

    assertThat(complaints(line.replace("\"child_pid\"", "\"other\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT_REFUSED", "COMMIT_NEAR", "OOM_POSSIBLE", "FORK_STALL"})
  void refusesAReasonWithoutItsNumbers(String code) {
    String line = SPAWN.replace("OOM_POSSIBLE", code);

    assertThat(complaints(line)).isEmpty();
    assertThat(complaints(line.replaceFirst("\"need\":\\d+,", ""))).isNotEmpty();
    assertThat(complaints(line.replaceFirst("\"have\":\\d+,", ""))).isNotEmpty();
  }

  @Test
  void refusesAWarningOfNoRisk() {
    String warning = Lines.of("killed_inside_fork.jsonl").get(0);

    assertThat(complaints(warning.replace("{\"level\":\"warning\"", "{\"level\":\"none\"")))
        .isNotEmpty();
  }

  @Test
  void refusesAnotherSchemasLine() {
    assertThat(complaints(SPAWN.replace("\"schema\":1", "\"schema\":2"))).isNotEmpty();
  }
}
