// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.LivingCopyFacts;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.explain.Explanation;
import io.github.spawnrisk.report.Ends;
import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Row;
import io.github.spawnrisk.report.Trend;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One element of call_sites. */
final class SiteJson {
  private SiteJson() {}

  /**
   * @param series whether with what would make thousands of call sites too large to be looked at:
   *     the trend, the histograms and the stacks
   */
  static void write(JsonGenerator json, Row row, boolean series) throws IOException {
    json.writeStartObject();
    json.writeStringField("call_site", row.callSite().label());
    text(json, "command", row.command());
    json.writeStringField("call", row.call());
    json.writeStringField("mechanism", row.mechanism());
    json.writeBooleanField("copies_memory", row.copiesMemory());
    json.writeStringField("level", row.level().label());
    json.writeBooleanField("vm_own", row.isVmOwn());
    json.writeNumberField("spawns", row.spawns());
    json.writeNumberField("unreturned", row.unreturned());
    counts(json, "failures", row.failures());
    DurationsJson.write(json, "duration_ns", row.durations(), series);
    ends(json, row.ends(), series);
    bytes(json, "max_commit_charge", row.commitCharge());
    if (series) {
      trend(json, row.trend());
    }
    facts(json, "latest", row.latest());
    facts(json, "worst", row.worst());
    texts(json, "stack", row.stack());
    texts(json, "native_stack", row.nativeStack());
    if (series) {
      stacks(json, row);
    }
    text(json, "thread", thread(row.worst()));
    reasons(json, row);
    texts(json, "not_assessed", row.notAssessed());
    JsonRenderer.time(json, "first_seen", row.firstSeen());
    JsonRenderer.time(json, "last_seen", row.lastSeen());
    json.writeEndObject();
  }

  private static @Nullable String thread(Attempt event) {
    return event.jvm() == null || event.jvm().thread() == null
        ? event.caller().thread()
        : event.jvm().thread();
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  private static void trend(JsonGenerator json, Trend trend) throws IOException {
    json.writeObjectFieldStart("trend");
    json.writeNumberField("interval_s", trend.interval().toSeconds());
    json.writeArrayFieldStart("intervals");
    for (Trend.Interval interval : trend.intervals()) {
      json.writeStartObject();
      JsonRenderer.time(json, "start", interval.start());
      json.writeNumberField("spawns", interval.spawns());
      json.writeNumberField("failures", interval.failures());
      bytes(json, "max_commit_charge", interval.commitCharge());
      bytes(json, "max_copy_exposure", interval.exposure());
      bytes(json, "min_headroom", interval.headroom());
      if (interval.duration() != null) {
        json.writeNumberField("max_duration_ns", interval.duration().toNanos());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void ends(JsonGenerator json, Ends ends, boolean series) throws IOException {
    json.writeObjectFieldStart("children");
    json.writeNumberField("ended", ends.ended());
    counts(json, "ends", ends.how());
    counts(json, "unstarted", ends.unstarted());
    json.writeNumberField("executed", ends.executed());
    if (ends.executed() > 0) {
      json.writeNumberField("max_exec_window_ns", ends.windows().max().toNanos());
    }
    DurationsJson.write(json, "exec_window_ns", ends.windows(), series);
    bytes(json, "max_peak_rss", ends.peakRss());
    bytes(json, "max_measured_copy", ends.measuredCopy());
    json.writeNumberField("oom_killed", ends.oomKilled());
    json.writeNumberField("perhaps_oom_killed", ends.perhapsOomKilled());
    json.writeEndObject();
  }

  private static void facts(JsonGenerator json, String name, Attempt event) throws IOException {
    json.writeObjectFieldStart(name);
    JsonRenderer.time(json, "time", event.time());
    json.writeNumberField("pid", event.process().pid());
    bytes(json, "commit_charge", event.memory().commitCharge());
    bytes(json, "copy_exposure", event.copyExposure());
    bytes(json, "page_tables", event.memory().pageTables());
    bytes(json, "headroom", event.headroom());
    number(json, "threads", event.threads());
    number(json, "inherited_descriptors", event.descriptors().inherited());
    number(json, "pages_to_fault_again", event.pagesToFaultAgain());
    LivingCopyFacts living = event.livingCopies();
    if (living != null) {
      json.writeNumberField("living_copies", living.count());
      bytes(json, "uncopied", living.uncopied());
    }
    json.writeEndObject();
  }

  private static void stacks(JsonGenerator json, Row row) throws IOException {
    json.writeArrayFieldStart("stacks");
    for (Stacks.Weighed one : Stacks.of(row)) {
      json.writeStartObject();
      texts(json, "stack", one.stack().java());
      texts(json, "native_stack", one.stack().nativeFrames());
      json.writeNumberField("spawns", one.weight().spawns());
      json.writeNumberField("copy_exposure", one.weight().exposure());
      json.writeNumberField("stall_ns", one.weight().stall());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void reasons(JsonGenerator json, Row row) throws IOException {
    json.writeArrayFieldStart("reasons");
    for (Finding finding : row.ranked()) {
      Explanation words = Explainer.explain(row, finding);
      json.writeStartObject();
      json.writeStringField("code", finding.code());
      json.writeStringField("level", finding.level().label());
      json.writeNumberField("count", finding.count());
      number(json, "need", finding.worst().need());
      number(json, "have", finding.worst().have());
      text(json, "source", finding.worst().source());
      JsonRenderer.time(json, "time", finding.event().time());
      json.writeStringField("summary", words.summary());
      json.writeStringField("explanation", words.explanation());
      text(json, "need_text", words.need().isEmpty() ? null : words.need());
      text(json, "have_text", words.have().isEmpty() ? null : words.have());
      texts(json, "remedies", words.remedies());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void texts(JsonGenerator json, String name, Iterable<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void text(JsonGenerator json, String name, @Nullable String text) throws IOException {
    if (text != null) {
      json.writeStringField(name, text);
    }
  }

  static void bytes(JsonGenerator json, String name, @Nullable Bytes bytes) throws IOException {
    if (bytes != null) {
      json.writeNumberField(name, bytes.count());
    }
  }

  static void number(JsonGenerator json, String name, OptionalLong number) throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.getAsLong());
    }
  }
}
