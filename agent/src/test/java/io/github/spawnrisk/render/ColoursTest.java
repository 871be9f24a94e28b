// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import org.junit.jupiter.api.Test;

final class ColoursTest {
  private static final String TEXT =
      TextRenderer.render(Lines.report(Lines.SOUND.toArray(new String[0])));

  @Test
  void changesNothingThatIsShown() {
    assertThat(Colours.of(TEXT).replaceAll("\033\\[[0-9;]*m", "")).isEqualTo(TEXT);
  }

  @Test
  void marksHeadingsVerdictLevelsAndCodes() {
    assertThat(Colours.of(TEXT))
        .startsWith("\033[1mSPAWN RISK REPORT\033[0m\n")
        .contains(
            "\033[1;31mAT RISK (critical)\033[0m: ",
            "1. \033[1;31mCRITICAL\033[0m  ",
            "\n\033[33mwarning\033[0m  ",
            "\n   \033[1mOOM_KILLED\033[0m (\033[1;31mcritical\033[0m): ",
            "\n\033[1mCOMPLETENESS\033[0m\n");
  }
}
