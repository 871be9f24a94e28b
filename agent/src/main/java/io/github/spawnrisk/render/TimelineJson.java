// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.report.Timeline;
import io.github.spawnrisk.report.WarnedSpawn;
import java.io.IOException;

/** The element timeline. */
final class TimelineJson {
  private TimelineJson() {}

  static void write(JsonGenerator json, Timeline timeline) throws IOException {
    json.writeObjectFieldStart("timeline");
    json.writeNumberField("interval_ms", timeline.interval().toMillis());
    json.writeArrayFieldStart("intervals");
    for (Timeline.Interval interval : timeline.intervals()) {
      interval(json, interval);
    }
    json.writeEndArray();
    json.writeNumberField("warned", timeline.warned());
    json.writeArrayFieldStart("worst");
    for (WarnedSpawn spawn : timeline.worst()) {
      warned(json, spawn);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void interval(JsonGenerator json, Timeline.Interval interval) throws IOException {
    json.writeStartObject();
    JsonRenderer.time(json, "start", interval.start());
    json.writeNumberField("spawns", interval.spawns());
    json.writeNumberField("failures", interval.failures());
    json.writeNumberField("warned", interval.warned());
    SiteJson.bytes(json, "max_commit_charge", interval.commitCharge());
    SiteJson.bytes(json, "max_copy_exposure", interval.exposure());
    json.writeArrayFieldStart("headroom");
    for (Timeline.Headroom headroom : interval.headrooms()) {
      json.writeStartObject();
      json.writeStringField("limit", headroom.limit().label());
      json.writeNumberField("min", headroom.bytes());
      SiteJson.text(json, "cgroup", headroom.where());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void warned(JsonGenerator json, WarnedSpawn spawn) throws IOException {
    json.writeStartObject();
    json.writeStringField("spawn", spawn.id());
    JsonRenderer.time(json, "time", spawn.time());
    json.writeNumberField("pid", spawn.pid());
    json.writeStringField("call_site", spawn.callSite().label());
    SiteJson.text(json, "command", spawn.command());
    json.writeStringField("call", spawn.call());
    json.writeBooleanField("returned", spawn.returned());
    json.writeStringField("level", spawn.level().label());
    json.writeStringField("code", spawn.reason().code());
    SiteJson.text(json, "unit", Explainer.unit(spawn.reason().code()));
    SiteJson.number(json, "need", spawn.reason().need());
    SiteJson.number(json, "have", spawn.reason().have());
    SiteJson.bytes(json, "commit_charge", spawn.commitCharge());
    SiteJson.bytes(json, "copy_exposure", spawn.exposure());
    SiteJson.bytes(json, "headroom", spawn.headroom());
    json.writeEndObject();
  }
}
