// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.AssessmentReader;
import io.github.spawnrisk.report.Survey;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SurveyTableTest {
  private static final String CLOSED =
      "{\"source\":\"/proc/4713/smaps\",\"error\":\"EACCES\",\"facts\":\"the areas\"}";

  private static Assessment assessment(long pid, String unread) throws IOException {
    String line =
        String.format(
            "{\"schema\":1,\"event\":\"assessment\",\"time\":\"2026-11-28T22:32:33Z\","
                + "\"process\":{\"pid\":%d,\"tid\":%d,\"start\":1,\"name\":\"redis-server\"},"
                + "\"call\":\"fork\",\"mechanism\":\"fork\",\"copies_memory\":true,\"exact\":false,"
                + "\"threads\":1,\"memory\":{},\"system\":{},"
                + "\"risk\":{\"level\":\"none\",\"reasons\":[]},\"unread\":[%s]}",
            pid, pid, unread);
    return new AssessmentReader().read(line.getBytes(UTF_8));
  }

  private static String rendered(Assessment... assessments) {
    Survey survey =
        new Survey(
            "fork",
            Instant.EPOCH,
            List.of(assessments),
            null,
            Collections.unmodifiableSortedMap(new TreeMap<>()));
    return SurveyTable.render(survey).replaceAll("\\s+", " ");
  }

  @Test
  void tellsWhoMayWalkOverTheAreasHowTo() throws IOException {
    assertThat(rendered(assessment(4711, ""), assessment(4712, "")))
        .contains("do not inherit); 'spawnrisk assess PID' walks over the areas.")
        .doesNotContain("may not");
  }

  @Test
  void promisesNoWalkToAUserWhoMayMakeNone() throws IOException {
    assertThat(rendered(assessment(4713, CLOSED)))
        .contains("do not inherit); the areas of 1 process are closed to this user.")
        .doesNotContain("walks over");
  }

  @Test
  void tellsOfBothWhereSomeAreClosed() throws IOException {
    assertThat(rendered(assessment(4711, ""), assessment(4713, CLOSED), assessment(4713, CLOSED)))
        .contains(
            "do not inherit); 'spawnrisk assess PID' walks over the areas; the areas of 2"
                + " processes are closed to this user.");
  }
}
