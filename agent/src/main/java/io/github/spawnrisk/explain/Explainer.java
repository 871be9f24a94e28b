// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Row;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts findings into words. */
public final class Explainer {
  private Explainer() {}

  /** All codes that this version has words for, the most severe first. */
  public static List<String> codes() {
    return ReasonText.ALL.stream().map(ReasonText::code).toList();
  }

  /** Of a call that nobody made. */
  public static Explanation explain(Finding finding) {
    return explain(null, finding);
  }

  /** A code of a later version still gets its numbers, but no words. */
  public static Explanation explain(@Nullable Row row, Finding finding) {
    for (ReasonText text : ReasonText.ALL) {
      if (text.code().equals(finding.code())) {
        return explain(text, new Situation(row, finding));
      }
    }
    return unknown(finding);
  }

  /** A need or have of that code as a human reads it; of a code of a later version as it is. */
  public static String quantity(String code, long number) {
    return ReasonText.ALL.stream()
        .filter(text -> text.code().equals(code))
        .findFirst()
        .map(text -> text.unit().text(number))
        .orElse(Long.toString(number));
  }

  /** Of its need and have: bytes, count or nanoseconds; null where this version does not know. */
  public static @Nullable String unit(String code) {
    return ReasonText.ALL.stream()
        .filter(text -> text.code().equals(code))
        .findFirst()
        .map(text -> text.unit().name().toLowerCase(Locale.ROOT))
        .orElse(null);
  }

  private static Explanation explain(ReasonText text, Situation situation) {
    Placeholders values = new Placeholders(situation, text.unit());
    Reason worst = situation.finding().worst();
    boolean numbers = worst.need().isPresent() && worst.have().isPresent();
    return new Explanation(
        text.code(),
        situation.finding().level(),
        values.fill(text.summary()),
        joined(text.explanation(), situation, values),
        numbers ? values.fill("{need}: ") + joined(text.need(), situation, values) : "",
        numbers ? values.fill("{have}: " + text.have()) : "",
        sentences(text.remedies(), situation, values));
  }

  private static String joined(List<Text> texts, Situation situation, Placeholders values) {
    return String.join(" ", sentences(texts, situation, values));
  }

  private static List<String> sentences(
      List<Text> texts, Situation situation, Placeholders values) {
    return texts.stream()
        .filter(text -> text.applies().test(situation))
        .map(text -> values.fill(text.sentence()))
        .toList();
  }

  private static Explanation unknown(Finding finding) {
    Reason worst = finding.worst();
    return new Explanation(
        finding.code(),
        finding.level(),
        "This version has no words for " + finding.code() + "; a later one explains it.",
        "",
        worst.need().isPresent() ? "" + worst.need().getAsLong() : "",
        worst.have().isPresent() ? "" + worst.have().getAsLong() : "",
        List.of("Look it up in the documentation of the version that wrote the events."));
  }
}
