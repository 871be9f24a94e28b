// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.Spawn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;

/** The lines that a host's spawns left; each is held against the schema as it is read. */
final class EventFile {
  private final List<Event> all = new ArrayList<>();

  private EventFile() {}

  static EventFile read(Path file) throws IOException {
    EventFile events = new EventFile();
    JsonSchema schema = schema();
    for (String line : Files.readAllLines(file)) {
      Assertions.assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
      Reading reading = new EventReader().read(line.getBytes(StandardCharsets.UTF_8));
      Assertions.assertThat(reading).as(line).isInstanceOf(Reading.Read.class);
      events.all.add(((Reading.Read) reading).event());
    }
    return events;
  }

  /** While lines come: of the last one a part may be there. */
  static EventFile readSoFar(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    Path whole = Files.createTempFile("spawnrisk", ".jsonl");
    try {
      return read(Files.writeString(whole, text.substring(0, text.lastIndexOf('\n') + 1)));
    } finally {
      Files.delete(whole);
    }
  }

  List<Spawn> spawns() {
    return of(Spawn.class);
  }

  /** Those of one kind, in the order of their lines. */
  <T extends Event> List<T> of(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The one event of a child: none or a second one fails the test. */
  Spawn ofChild(long pid) {
    List<Spawn> found = spawns().stream().filter(spawn -> childOf(spawn) == pid).toList();
    Assertions.assertThat(found).as("events of child %d", pid).hasSize(1);
    return found.get(0);
  }

  private static long childOf(Spawn spawn) {
    return spawn.outcome() instanceof Outcome.Started started ? started.childPid().orElse(-1) : -1;
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(new ObjectMapper().readTree(Jvm.schema().toFile()));
  }
}
