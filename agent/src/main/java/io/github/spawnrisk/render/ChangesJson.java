// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.report.MechanismChange;
import io.github.spawnrisk.report.Row;
import java.io.IOException;
import java.util.List;

/** The element mechanism_changes. */
final class ChangesJson {
  private ChangesJson() {}

  static void write(JsonGenerator json, List<MechanismChange> changes) throws IOException {
    json.writeArrayFieldStart("mechanism_changes");
    for (MechanismChange change : changes) {
      json.writeStartObject();
      json.writeStringField("code", "MECHANISM_CHANGED");
      json.writeStringField("level", "notice");
      json.writeStringField("call_site", change.callSite().label());
      json.writeStringField("command", change.command());
      json.writeArrayFieldStart("ways");
      for (Row way : change.ways()) {
        way(json, way);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void way(JsonGenerator json, Row way) throws IOException {
    json.writeStartObject();
    json.writeStringField("call", way.call());
    json.writeStringField("mechanism", way.mechanism());
    json.writeBooleanField("copies_memory", way.copiesMemory());
    json.writeNumberField("spawns", way.spawns());
    json.writeNumberField("pid", way.latest().process().pid());
    JsonRenderer.time(json, "first_seen", way.firstSeen());
    JsonRenderer.time(json, "last_seen", way.lastSeen());
    json.writeEndObject();
  }
}
