// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MechanismChangeTest {
  private static final String FORKED = Lines.of("service.jsonl").get(1);
  private static final String BY_POSIX_SPAWN = "\"call\":\"posix_spawn\",\"mechanism\":\"vfork\"";
  private static final String LATER =
      FORKED
          .replace("4711.88231.1", "5000.99.1")
          .replace("\"pid\":4711", "\"pid\":5000")
          .replace("2026-01-31", "2026-02-01")
          .replace("\"call\":\"fork\",\"mechanism\":\"fork\"", BY_POSIX_SPAWN)
          .replace("\"copies_memory\":true", "\"copies_memory\":false");

  private static List<MechanismChange> changes(String... lines) {
    return Lines.reportOf(List.of(lines)).mechanismChanges();
  }

  @Test
  void isOneCommandOfOneCallSiteThatTwoJvmsStartInTwoWays() {
    for (List<MechanismChange> found : List.of(changes(FORKED, LATER), changes(LATER, FORKED))) {
      assertThat(found).hasSize(1);
      assertThat(found.get(0).callSite().label()).isEqualTo("com.acme.images.Thumbnails.render:88");
      assertThat(found.get(0).command()).isEqualTo("convert");
      assertThat(found.get(0).ways()).extracting(Row::call).containsExactly("fork", "posix_spawn");
    }
  }

  @Test
  void isNoneWhereTheyDoItInTheSameWay() {
    String likewise =
        FORKED.replace("4711.88231.1", "5000.99.1").replace("\"pid\":4711", "\"pid\":5000");

    assertThat(changes(FORKED, likewise)).isEmpty();
  }

  @Test
  void isNoneOfAnotherCommandOrCallSite() {
    assertThat(changes(FORKED, LATER.replace("\"convert\"", "\"identify\""))).isEmpty();
    assertThat(changes(FORKED, LATER.replace("Thumbnails.render:88", "Other.x:1"))).isEmpty();
  }

  @Test
  void isNoneOfWhatDoesNotComeFromTheJdk() {
    String frames = "java.lang.ProcessBuilder.start";

    assertThat(changes(FORKED.replace(frames, "com.x.Y.z"), LATER.replace(frames, "com.x.Y.z")))
        .isEmpty();
    assertThat(changes(FORKED.replaceFirst(",\"jvm\":.*", "}"), LATER)).isEmpty();
  }

  @Test
  void isNoneWithinOneProcess() {
    assertThat(changes(FORKED, LATER.replace("\"pid\":5000", "\"pid\":4711"))).isEmpty();
  }

  @Test
  void isToldInTextAndJsonWithItsProcesses() throws IOException {
    Report report = Lines.reportOf(List.of(FORKED, LATER));

    JsonNode change =
        new ObjectMapper().readTree(JsonRenderer.render(report)).at("/mechanism_changes/0");

    assertThat(TextRenderer.render(report).replaceAll("\\s+", " "))
        .contains("MECHANISM_CHANGED (notice)")
        .contains("com.acme.images.Thumbnails.render:88 -> convert")
        .contains(
            "fork, which copies the process's memory: 1 spawn, last in java (pid 4711) at"
                + " 2026-01-31")
        .contains("posix_spawn: 1 spawn, last in java (pid 5000) at 2026-02-01");
    assertThat(change.path("code").asText()).isEqualTo("MECHANISM_CHANGED");
    assertThat(change.at("/ways/0/copies_memory").asBoolean()).isTrue();
    assertThat(change.at("/ways/1/pid").asLong()).isEqualTo(5000);
  }
}
