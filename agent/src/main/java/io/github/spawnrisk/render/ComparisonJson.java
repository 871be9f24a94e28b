// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.event.SavedFinding;
import io.github.spawnrisk.report.Change;
import io.github.spawnrisk.report.Comparison;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became worse between two reports, for programs; see {@code docs/report.md}. */
public final class ComparisonJson {
  private static final int VERSION = 1;

  private ComparisonJson() {}

  /** Ends with a newline. */
  public static String render(Comparison comparison) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Printable.json(text)) {
      json.writeStartObject();
      json.writeNumberField("diff", VERSION);
      json.writeNumberField("better", comparison.better());
      json.writeNumberField("same", comparison.same());
      json.writeNumberField("gone", comparison.gone());
      json.writeArrayFieldStart("worse");
      for (Change change : comparison.worse()) {
        write(json, change);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("change", change.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("call_site", change.place().callSite());
    SiteJson.text(json, "command", change.place().command());
    json.writeStringField("level", change.level().label());
    finding(json, "finding", change.finding());
    finding(json, "finding_before", change.findingBefore());
    switch (change.kind()) {
      case FAILS -> numbers(json, change, "failed");
      case SLOWER -> numbers(json, change, "duration_ns");
      default -> {}
    }
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, Change change, String name) throws IOException {
    json.writeNumberField(name, change.now());
    json.writeNumberField(name + "_before", change.before());
  }

  private static void finding(JsonGenerator json, String name, @Nullable SavedFinding finding)
      throws IOException {
    if (finding == null) {
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeStringField("code", finding.code());
    json.writeStringField("level", finding.level().label());
    json.writeNumberField("count", finding.count());
    SiteJson.number(json, "need", finding.need());
    SiteJson.number(json, "have", finding.have());
    json.writeEndObject();
  }
}
