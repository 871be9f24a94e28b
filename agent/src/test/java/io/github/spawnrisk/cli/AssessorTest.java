// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spawnrisk.render.SurveyTable;
import io.github.spawnrisk.report.Survey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AssessorTest {
  private static final String LINE =
      "{\"schema\":1,\"event\":\"assessment\",\"time\":\"2026-11-28T22:32:33Z\","
          + "\"process\":{\"pid\":7,\"tid\":7,\"start\":1,\"name\":\"redis-server\"},"
          + "\"call\":\"fork\",\"mechanism\":\"fork\",\"copies_memory\":true,\"exact\":true,"
          + "\"threads\":1,\"memory\":{\"commit_charge\":4096},\"system\":{},"
          + "\"risk\":{\"level\":\"none\",\"reasons\":[]},\"nearest\":{\"code\":\"OOM_POSSIBLE\","
          + "\"need\":1,\"have\":2,\"source\":\"SOURCE\"},\"unread\":[]}";

  /** Of two processes, the first of which is answered by a line that is cut. */
  private static Assessor answering(String source) {
    String line = LINE.replace("SOURCE", source);
    return new Assessor(
        "fork",
        (pid, call, quick) ->
            (pid == 7 ? line : line.substring(0, line.length() / 2)).getBytes(UTF_8));
  }

  @Test
  void losesNoTableByOneAnswerThatIsNoAssessment() {
    Survey survey = answering("cgroup /a memory.max").survey(List.of(6, 7));

    assertThat(survey.assessments()).hasSize(1);
    assertThat(survey.leftOut()).containsExactly(Map.entry("malformed", 1L));
    assertThat(SurveyTable.render(survey)).contains("memory /a", "left out: malformed 1");
  }

  @Test
  void saysInOneLineThatAnAnswerIsNoAssessment() {
    assertThatThrownBy(() -> answering("x").assess(6))
        .isInstanceOf(AssessmentException.class)
        .hasMessageContaining("process 6")
        .hasMessageContaining("no assessment");
  }

  @Test
  void showsASourceThatNamesNoFile() {
    for (String source : List.of("cgroup memory.max", "cgroup /cut", "cgroup ", "cgroup")) {
      assertThat(SurveyTable.render(answering(source).survey(List.of(7)))).contains("redis-server");
    }
  }
}
