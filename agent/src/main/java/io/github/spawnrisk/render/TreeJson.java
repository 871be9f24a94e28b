// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.report.Origin;
import io.github.spawnrisk.report.ProcessSeen;
import io.github.spawnrisk.report.ProcessTree;
import java.io.IOException;

/** The element processes: each before its descendants. */
final class TreeJson {
  private TreeJson() {}

  static void write(JsonGenerator json, ProcessTree tree) throws IOException {
    json.writeArrayFieldStart("processes");
    for (ProcessTree.Node node : tree.nodes()) {
      json.writeStartObject();
      process(json, node.process());
      if (node.origin() != null) {
        origin(json, node.origin());
      }
      json.writeObjectFieldStart("with_descendants");
      json.writeNumberField("processes", node.processes());
      json.writeNumberField("spawns", node.spawns());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void process(JsonGenerator json, ProcessSeen process) throws IOException {
    json.writeNumberField("pid", process.pid());
    if (process.start().isPresent()) {
      json.writeNumberField("start", process.start().getAsLong());
    }
    if (process.name() != null) {
      json.writeStringField("name", process.name());
    }
    json.writeNumberField("spawns", process.spawns());
    JsonRenderer.time(json, "first_seen", process.firstSeen());
    JsonRenderer.time(json, "last_seen", process.lastSeen());
  }

  private static void origin(JsonGenerator json, Origin origin) throws IOException {
    json.writeNumberField("parent_pid", origin.parent().pid());
    json.writeNumberField("parent_start", origin.parent().start());
    if (origin.spawn() != null) {
      json.writeStringField("spawn", origin.spawn());
    }
    if (origin.callSite() != null) {
      json.writeStringField("call_site", origin.callSite().label());
    }
  }
}
