// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.explain.Explanation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reasons with their arithmetic, and behind them what to do. */
final class ReasonSection {
  private static final String INDENT = "   ";
  private static final String DEEP = "     ";

  private final Page page;

  ReasonSection(Page page) {
    this.page = page;
  }

  /** Reasons of one call often share a remedy. */
  void add(List<Explanation> reasons) {
    Set<String> remedies = new LinkedHashSet<>();
    for (Explanation words : reasons) {
      reason(words);
      remedies.addAll(words.remedies());
    }
    if (!remedies.isEmpty()) {
      page.blank();
      page.line(INDENT + "What to do:");
    }
    for (String remedy : remedies) {
      page.paragraph(DEEP + "-> ", DEEP + "   ", remedy);
    }
  }

  private void reason(Explanation words) {
    page.blank();
    page.paragraph(
        INDENT, INDENT, words.code() + " (" + words.level().label() + "): " + words.summary());
    number("need  ", words.need());
    number("have  ", words.have());
    if (!words.explanation().isEmpty()) {
      page.paragraph(DEEP, DEEP, words.explanation());
    }
  }

  private void number(String name, String number) {
    if (!number.isEmpty()) {
      page.paragraph(DEEP + name, DEEP + "      ", number);
    }
  }
}
