// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.spawnrisk.report.Report;
import io.github.spawnrisk.report.Row;
import io.github.spawnrisk.report.StackWeight;
import java.io.IOException;
import java.io.Writer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page's script reads: the JSON report, and the stacks of the flame graph. In an HTML
 * document it is text of which no character means anything to the parser.
 */
final class HtmlData {
  private HtmlData() {}

  static void write(Report report, Writer out) throws IOException {
    JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.setCharacterEscapes(new NoMarkup());
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartObject();
      json.writeObjectFieldStart("report");
      JsonRenderer.writeMembers(json, report, false);
      json.writeEndObject();
      stacks(json, report);
      json.writeEndObject();
    }
  }

  /** Each frame once, and the stacks by the frames' numbers: most frames are in many stacks. */
  private static void stacks(JsonGenerator json, Report report) throws IOException {
    Map<String, Integer> frames = new LinkedHashMap<>();
    IdentityHashMap<Row, Integer> sites = new IdentityHashMap<>();
    report.rows().forEach(row -> sites.put(row, sites.size()));
    Collection<Stacks.Weighed> heaviest = Stacks.heaviest(report);
    json.writeArrayFieldStart("stacks");
    for (Stacks.Weighed one : heaviest) {
      json.writeStartObject();
      json.writeNumberField("site", sites.get(one.row()));
      json.writeArrayFieldStart("path");
      for (String frame : one.path()) {
        json.writeNumber(number(frames, frame));
      }
      json.writeEndArray();
      json.writeNumberField("spawns", one.weight().spawns());
      json.writeNumberField("copy_exposure", one.weight().exposure());
      json.writeNumberField("stall_ns", one.weight().stall());
      json.writeEndObject();
    }
    json.writeEndArray();
    SiteJson.texts(json, "frames", frames.keySet());
    leftOut(json, report, heaviest);
  }

  private static int number(Map<String, Integer> frames, String frame) {
    return frames.computeIfAbsent(frame, first -> frames.size());
  }

  private static void leftOut(
      JsonGenerator json, Report report, Collection<Stacks.Weighed> heaviest) throws IOException {
    List<StackWeight> all =
        report.rows().stream().flatMap(row -> row.stacks().values().stream()).toList();
    long spawns = all.stream().mapToLong(StackWeight::spawns).sum();
    long shown = heaviest.stream().mapToLong(one -> one.weight().spawns()).sum();
    json.writeNumberField("stacks_left_out", all.size() - heaviest.size());
    json.writeNumberField("spawns_left_out", spawns - shown);
  }

  /** With all that is not ASCII escaped anyway, these end no element and begin none. */
  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private final int[] ascii = standardAsciiEscapesForJSON();

    private NoMarkup() {
      for (char c : new char[] {'<', '>', '&', '\'', '\u007f'}) {
        ascii[c] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
