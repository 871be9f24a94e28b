// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.CgroupFacts;
import io.github.spawnrisk.event.MemoryFacts;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.SystemFacts;
import io.github.spawnrisk.event.UnreadFacts;
import io.github.spawnrisk.explain.Explainer;
import io.github.spawnrisk.explain.Explanation;
import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Survey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Assessments as JSON; see {@code docs/assess.schema.json}. */
public final class AssessmentJson {
  /** Changes when a name or a unit does. */
  private static final int VERSION = 1;

  private AssessmentJson() {}

  /** Ends with a newline. */
  public static String render(Survey survey) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Printable.json(text)) {
      write(json, survey);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, Survey survey) throws IOException {
    json.writeStartObject();
    json.writeNumberField("assess", VERSION);
    json.writeStringField("call", survey.call());
    JsonRenderer.time(json, "time", survey.time());
    if (!survey.assessments().isEmpty()) {
      json.writeStringField("level", survey.level().label());
    }
    SiteJson.text(json, "hidden_by", survey.hiddenBy());
    json.writeObjectFieldStart("left_out");
    for (Map.Entry<String, Long> entry : survey.leftOut().entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("processes");
    for (Assessment assessment : survey.assessments()) {
      process(json, assessment);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void process(JsonGenerator json, Assessment assessment) throws IOException {
    Attempt attempt = assessment.attempt();
    json.writeStartObject();
    json.writeNumberField("pid", attempt.process().pid());
    SiteJson.number(json, "start", attempt.process().start());
    SiteJson.text(json, "name", attempt.process().name());
    JsonRenderer.time(json, "time", attempt.time());
    json.writeStringField("mechanism", attempt.mechanism());
    json.writeBooleanField("copies_memory", attempt.copiesMemory());
    json.writeStringField("level", attempt.risk().level().label());
    json.writeBooleanField("exact", assessment.exact());
    if (assessment.nearest() != null) {
      json.writeObjectFieldStart("nearest");
      numbers(json, assessment.nearest());
      json.writeEndObject();
    }
    reasons(json, attempt);
    SiteJson.texts(json, "not_assessed", attempt.risk().notAssessed());
    unread(json, assessment);
    facts(json, attempt);
    if (attempt.truncated()) {
      json.writeBooleanField("truncated", true);
    }
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, Reason reason) throws IOException {
    json.writeStringField("code", reason.code());
    SiteJson.number(json, "need", reason.need());
    SiteJson.number(json, "have", reason.have());
    SiteJson.text(json, "source", reason.source());
  }

  private static void reasons(JsonGenerator json, Attempt attempt) throws IOException {
    json.writeArrayFieldStart("reasons");
    for (Reason reason : attempt.risk().reasons()) {
      Explanation words = Explainer.explain(Finding.of(reason, attempt));
      json.writeStartObject();
      numbers(json, reason);
      json.writeStringField("level", reason.level().label());
      json.writeStringField("summary", words.summary());
      json.writeStringField("explanation", words.explanation());
      SiteJson.texts(json, "remedies", words.remedies());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void unread(JsonGenerator json, Assessment assessment) throws IOException {
    json.writeArrayFieldStart("unread");
    for (UnreadFacts unread : assessment.unread()) {
      json.writeStartObject();
      json.writeStringField("source", unread.source());
      SiteJson.text(json, "error", unread.error());
      json.writeStringField("facts", unread.facts());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void facts(JsonGenerator json, Attempt attempt) throws IOException {
    SiteJson.bytes(json, "copy_exposure", attempt.copyExposure());
    SiteJson.bytes(json, "headroom", attempt.headroom());
    SiteJson.number(json, "threads", attempt.threads());
    SiteJson.number(json, "pages_to_fault_again", attempt.pagesToFaultAgain());
    memory(json, attempt.memory());
    system(json, attempt.system());
    if (attempt.cgroup() != null) {
      cgroup(json, attempt.cgroup());
    }
  }

  private static void memory(JsonGenerator json, MemoryFacts memory) throws IOException {
    json.writeObjectFieldStart("memory");
    SiteJson.bytes(json, "commit_charge", memory.commitCharge());
    SiteJson.bytes(json, "largest_area", memory.largestArea());
    SiteJson.bytes(json, "rss", memory.rss());
    SiteJson.bytes(json, "private_anonymous", memory.privateAnonymous());
    SiteJson.bytes(json, "swap", memory.swap());
    SiteJson.bytes(json, "page_tables", memory.pageTables());
    SiteJson.bytes(json, "hugetlb", memory.hugetlb());
    SiteJson.bytes(json, "pinned", memory.pinned());
    SiteJson.bytes(json, "virtual_size", memory.virtualSize());
    json.writeEndObject();
  }

  private static void system(JsonGenerator json, SystemFacts system) throws IOException {
    json.writeObjectFieldStart("system");
    SiteJson.number(json, "overcommit_policy", system.overcommitPolicy());
    SiteJson.bytes(json, "commit_limit", system.commitLimit());
    SiteJson.bytes(json, "committed", system.committed());
    SiteJson.bytes(json, "total", system.total());
    SiteJson.bytes(json, "available", system.available());
    SiteJson.bytes(json, "swap_total", system.swapTotal());
    SiteJson.bytes(json, "swap_free", system.swapFree());
    json.writeEndObject();
  }

  private static void cgroup(JsonGenerator json, CgroupFacts cgroup) throws IOException {
    json.writeObjectFieldStart("cgroup");
    json.writeNumberField("version", cgroup.version());
    json.writeStringField("path", cgroup.path());
    SiteJson.bytes(json, "limit", cgroup.limit());
    SiteJson.bytes(json, "usage", cgroup.usage());
    SiteJson.bytes(json, "reclaimable", cgroup.reclaimable());
    SiteJson.bytes(json, "swap_room", cgroup.swapRoom());
    SiteJson.bytes(json, "high", cgroup.high());
    SiteJson.bytes(json, "high_used", cgroup.highUsed());
    if (cgroup.oomGroup() != null) {
      json.writeBooleanField("oom_group", cgroup.oomGroup());
    }
    json.writeEndObject();
  }
}
