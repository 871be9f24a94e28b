// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReasonTextTest {
  static List<ReasonText> texts() {
    return ReasonText.ALL;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void hasASentenceAndARemedy(ReasonText text) {
    assertThat(text.summary()).isNotBlank();
    assertThat(text.explanation()).isNotEmpty();
    assertThat(text.remedies()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void hasASectionInTheDocumentation(ReasonText text) {
    assertThat(Lines.repository("docs/reasons.md")).contains("\n## " + text.code() + "\n");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void isInTheSchema(ReasonText text) {
    assertThat(Lines.repository("docs/event.schema.json")).contains('"' + text.code() + '"');
  }

  @ParameterizedTest
  @MethodSource("texts")
  void hasATestThatNamesIt(ReasonText text) {
    String tests =
        Lines.repository("agent/src/test/java/io/github/spawnrisk/explain/ExplainerTest.java");

    assertThat(tests).contains('"' + text.code() + '"');
  }
}
