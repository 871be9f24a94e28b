// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Level;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text report's headings, codes and levels in colour (ECMA-48, SGR). The width of a line stays
 * what is shown of it, as the text is broken before; no text of an event has an escape in it
 * ({@link Printable}).
 */
public final class Colours {
  static final String PLAIN = "\033[0m";

  private static final String BOLD = "\033[1m";

  /** A heading; the verdict's, a section's, a row's and a reason's level; the code of a reason. */
  private static final Pattern MARKED =
      Pattern.compile(
          "^([A-Z][A-Z ]+)$"
              + "|^AT RISK \\((notice|warning|critical)\\)"
              + "|(?<=^\\d{1,6}\\. )(NOTICE|WARNING|CRITICAL)(?= )"
              + "|^(notice|warning|critical)(?= )"
              + "|(?<=^ {3}[A-Z_]{1,40} \\()(notice|warning|critical)(?=\\): )"
              + "|(?<=^ {3})([A-Z]+(?:_[A-Z]+)*)(?= \\([a-z]+\\): )",
          Pattern.MULTILINE);

  private Colours() {}

  /** The text in colour. */
  public static String of(String report) {
    return MARKED.matcher(report).replaceAll(Colours::colour);
  }

  private static String colour(MatchResult mark) {
    String text = Matcher.quoteReplacement(mark.group());
    for (int group = 2; group <= 5; group++) {
      if (mark.group(group) != null) {
        return of(Level.valueOf(mark.group(group).toUpperCase(Locale.ROOT))) + text + PLAIN;
      }
    }
    return BOLD + text + PLAIN;
  }

  static String of(Level level) {
    return switch (level) {
      case NONE -> "";
      case NOTICE -> "\033[36m";
      case WARNING -> "\033[33m";
      case CRITICAL -> "\033[1;31m";
    };
  }
}
