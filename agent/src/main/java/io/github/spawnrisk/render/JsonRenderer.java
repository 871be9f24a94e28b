// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.report.LostEvents;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import io.github.spawnrisk.report.UnreadLines;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The report as JSON, whose names are as stable as the events'; see {@code docs/report.md}. */
public final class JsonRenderer {
  /** Changes when a name or a unit does. */
  private static final int VERSION = 1;

  private JsonRenderer() {}

  /** Of a live process, whose report is bounded. Ends with a newline. */
  public static String render(Report report) {
    StringWriter text = new StringWriter();
    try {
      write(report, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** The same, and never whole in memory; out stays open. */
  public static void write(Report report, Writer out) throws IOException {
    try (JsonGenerator json = Printable.json(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      writeMembers(json, report, true);
      json.writeEndObject();
    }
    out.write("\n");
  }

  /**
   * @param series whether with the trend, the histograms and the stacks of each call site
   */
  static void writeMembers(JsonGenerator json, Report report, boolean series) throws IOException {
    json.writeNumberField("report", VERSION);
    json.writeStringField("level", report.level().label());
    json.writeBooleanField("at_risk", report.atRisk());
    json.writeBooleanField("vm_failed", report.rows().stream().anyMatch(Row::isVmOwn));
    json.writeNumberField("spawns", report.spawns());
    json.writeBooleanField("other_call_sites", report.hasOthers());
    json.writeNumberField("unobserved", report.completeness().unobservedChildren());
    time(json, "first_seen", report.firstSeen());
    time(json, "last_seen", report.lastSeen());
    json.writeStringField("verdict", Verdict.verdict(report));
    TimelineJson.write(json, report.timeline());
    DurationsJson.write(json, "fork_stall_ns", report.forkStalls(), true);
    DurationsJson.write(json, "exec_window_ns", report.execWindows(), true);
    json.writeArrayFieldStart("call_sites");
    for (Row row : report.rows()) {
      SiteJson.write(json, row, series);
    }
    json.writeEndArray();
    ChangesJson.write(json, report.mechanismChanges());
    TreeJson.write(json, report.tree());
    CompletenessJson.write(json, report.completeness());
    losses(json, report);
    unread(json, report);
  }

  private static void losses(JsonGenerator json, Report report) throws IOException {
    json.writeArrayFieldStart("losses");
    for (LostEvents loss : report.losses()) {
      json.writeStartObject();
      json.writeStringField("process", loss.process());
      json.writeNumberField("lost", loss.lost());
      json.writeStringField("why", loss.why());
      time(json, "last_seen", loss.lastSeen());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void unread(JsonGenerator json, Report report) throws IOException {
    json.writeArrayFieldStart("unread");
    for (UnreadLines lines : report.unread()) {
      json.writeStartObject();
      json.writeStringField("file", lines.file());
      json.writeNumberField("first_line", lines.firstLine());
      json.writeNumberField("lines", lines.count());
      json.writeStringField("why", lines.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void time(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
    if (time != null) {
      json.writeStringField(name, time.toString());
    }
  }
}
