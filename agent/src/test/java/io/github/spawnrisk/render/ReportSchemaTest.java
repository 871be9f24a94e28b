// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/report.schema.json, for readers open to added fields, held here as if it were closed. */
final class ReportSchemaTest {
  private static final JsonSchema CLOSED = closed();

  private static JsonSchema closed() {
    try {
      JsonNode schema = new ObjectMapper().readTree(Lines.repository("docs/report.schema.json"));
      close(schema);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    } catch (IOException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  private static void close(JsonNode node) {
    if (node.path("type").asText().equals("object") && !node.has("additionalProperties")) {
      ((ObjectNode) node).put("additionalProperties", false);
    }
    node.forEach(ReportSchemaTest::close);
  }

  private static Set<ValidationMessage> complaints(String report) {
    return CLOSED.validate(report, InputFormat.JSON);
  }

  private static String json(String... logs) {
    return JsonRenderer.render(Lines.report(logs));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service.jsonl",
        "redis.jsonl",
        "killed_inside_fork.jsonl",
        "refused.jsonl",
        "loss.jsonl",
        "children.jsonl",
        "torn.jsonl",
        "foreign.jsonl"
      })
  void hasEachMemberOfAReport(String log) {
    assertThat(complaints(json(log))).isEmpty();
  }

  @Test
  void hasEachMemberOfAReportOnManyProcessesAndOfOneOnNone() {
    Report none = Lines.reportOf(List.of());

    assertThat(complaints(json(Lines.SOUND.toArray(String[]::new)))).isEmpty();
    assertThat(complaints(JsonRenderer.render(none))).isEmpty();
  }

  @Test
  void hasWhatEachMechanismChangeTells() {
    String fork = Lines.of("service.jsonl").get(1);
    String vfork =
        fork.replace("\"mechanism\":\"fork\"", "\"mechanism\":\"vfork\"")
            .replace("\"copies_memory\":true", "\"copies_memory\":false")
            .replace("\"id\":\"4711.88231.1\"", "\"id\":\"4712.88232.1\"")
            .replace("\"pid\":4711", "\"pid\":4712");

    String report = JsonRenderer.render(Lines.reportOf(List.of(fork, vfork)));

    assertThat(report).contains("MECHANISM_CHANGED");
    assertThat(complaints(report)).isEmpty();
  }

  @Test
  void refusesWhatIsMissingAddedOrOfAnotherKind() throws IOException {
    ObjectNode report = (ObjectNode) new ObjectMapper().readTree(json("service.jsonl"));
    ObjectNode site = (ObjectNode) report.at("/call_sites/0");

    assertThat(complaints(report.deepCopy().without("verdict").toString())).isNotEmpty();
    assertThat(complaints(report.deepCopy().put("new", 1).toString())).isNotEmpty();
    site.put("spawns", "five");
    assertThat(complaints(report.toString())).isNotEmpty();
    site.put("spawns", 5);
    ((ArrayNode) site.at("/duration_ns/histogram")).addArray().add(1);
    assertThat(complaints(report.toString())).isNotEmpty();
  }
}
