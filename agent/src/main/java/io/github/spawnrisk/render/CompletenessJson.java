// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.report.Completeness;
import io.github.spawnrisk.report.LostTrail;
import io.github.spawnrisk.report.UnobservedChildren;
import java.io.IOException;

/** The element completeness. */
final class CompletenessJson {
  private CompletenessJson() {}

  static void write(JsonGenerator json, Completeness completeness) throws IOException {
    json.writeObjectFieldStart("completeness");
    json.writeNumberField("spawns", completeness.spawns());
    json.writeNumberField("ends_not_seen", completeness.endsNotSeen());
    json.writeNumberField("unobserved", completeness.unobservedChildren());
    unobserved(json, completeness);
    json.writeNumberField("unfollowed", completeness.unfollowedPrograms());
    lostTrails(json, completeness);
    json.writeNumberField("lost_events", completeness.lost());
    json.writeNumberField("unread_lines", completeness.unread());
    json.writeEndObject();
  }

  private static void unobserved(JsonGenerator json, Completeness completeness) throws IOException {
    json.writeArrayFieldStart("unobserved_in");
    for (UnobservedChildren one : completeness.unobserved()) {
      json.writeStartObject();
      process(json, one.process());
      json.writeNumberField("children", one.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void lostTrails(JsonGenerator json, Completeness completeness) throws IOException {
    json.writeArrayFieldStart("lost_trails");
    for (LostTrail trail : completeness.lostTrails()) {
      json.writeStartObject();
      json.writeStringField("call_site", trail.callSite().label());
      json.writeStringField("command", trail.command());
      json.writeNumberField("programs", trail.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void process(JsonGenerator json, SpawningProcess process) throws IOException {
    json.writeNumberField("pid", process.pid());
    if (process.start().isPresent()) {
      json.writeNumberField("start", process.start().getAsLong());
    }
    if (process.name() != null) {
      json.writeStringField("name", process.name());
    }
  }
}
