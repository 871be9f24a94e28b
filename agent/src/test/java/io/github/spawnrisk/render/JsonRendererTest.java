// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonRendererTest {
  private static JsonNode json(Report report) throws IOException {
    return new ObjectMapper().readTree(JsonRenderer.render(report));
  }

  @Test
  void hasTheNumbersOfTheTextReport() throws IOException {
    JsonNode json = json(Lines.report("service.jsonl"));

    assertThat(json.path("level").asText()).isEqualTo("warning");
    assertThat(json.path("at_risk").asBoolean()).isTrue();
    assertThat(json.at("/call_sites/0/call_site").asText())
        .isEqualTo("com.acme.images.Thumbnails.render:88");
    assertThat(json.at("/call_sites/0/reasons/0/need").asLong()).isEqualTo(1_181_163_520);
    assertThat(json.at("/call_sites/0/worst/copy_exposure").asLong()).isEqualTo(1_178_599_424);
    assertThat(json.at("/call_sites/1/level").asText()).isEqualTo("none");
  }

  @Test
  void hasTheThreadAndTheNativeFramesOfTheWorstEvent() throws IOException {
    String line =
        Lines.of("redis.jsonl")
            .get(0)
            .replace(
                "\"risk\":",
                "\"thread\":\"bio_aof\",\"native_stack\":[\"redis-server!redisFork+0x52\"],"
                    + "\"risk\":");

    JsonNode site = json(Lines.reportOf(List.of(line))).at("/call_sites/0");

    assertThat(site.path("thread").asText()).isEqualTo("bio_aof");
    assertThat(site.at("/native_stack/0").asText()).isEqualTo("redis-server!redisFork+0x52");
    assertThat(json(Lines.report("service.jsonl")).at("/call_sites/0/thread").asText())
        .isEqualTo("worker-1");
  }

  @Test
  void tellsWhatTheJvmItselfStarted() throws IOException {
    String line =
        Lines.of("service.jsonl").get(2).replaceFirst("\"jvm\":.*", "\"jvm\":{\"vm_own\":true}}");

    JsonNode json = json(Lines.reportOf(List.of(line)));

    assertThat(json.path("at_risk").asBoolean()).isFalse();
    assertThat(json.path("vm_failed").asBoolean()).isTrue();
    assertThat(json.at("/call_sites/0/vm_own").asBoolean()).isTrue();
    assertThat(json(Lines.report("service.jsonl")).path("vm_failed").asBoolean()).isFalse();
  }

  @Test
  void leavesOutWhatIsNotKnown() throws IOException {
    JsonNode site = json(Lines.report("killed_inside_fork.jsonl")).at("/call_sites/0");

    assertThat(site.has("duration_ns")).isFalse();
    assertThat(site.has("command")).isFalse();
    assertThat(site.path("unreturned").asLong()).isEqualTo(1);
  }

  @Test
  void isWrittenInPiecesAndLeavesTheWriterOpen() throws IOException {
    Report report = Lines.report("service.jsonl", "children.jsonl");
    List<Integer> pieces = new ArrayList<>();
    StringWriter out =
        new StringWriter() {
          @Override
          public void write(char[] text, int from, int length) {
            pieces.add(length);
            super.write(text, from, length);
          }

          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };

    JsonRenderer.write(report, out);

    assertThat(out).hasToString(JsonRenderer.render(report));
    assertThat(pieces).hasSizeGreaterThan(2).allMatch(piece -> piece <= 65_536);
  }

  @Test
  void documentsEachOfItsNames() throws IOException {
    String documentation = Lines.repository("docs/report.md");

    JsonNode json = json(Lines.report("service.jsonl", "loss.jsonl", "foreign.jsonl"));

    assertThat(json.fieldNames()).toIterable().allMatch(name -> documentation.contains('`' + name));
    assertThat(json.at("/call_sites/0").fieldNames())
        .toIterable()
        .allMatch(name -> documentation.contains('`' + name));
  }
}
