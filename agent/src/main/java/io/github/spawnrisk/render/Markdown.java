// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The little of Markdown that our own documents use, as plain text in 80 columns. */
final class Markdown {
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern RULE = Pattern.compile("\\|[ |:-]+\\|");
  private static final String ITEM = "- ";

  private Markdown() {}

  /** A paragraph is one line of the source, as a list's item and a table's row are. */
  static void print(Page page, List<String> lines) {
    List<String> titles = List.of();
    for (String line : lines) {
      if (line.startsWith("|")) {
        titles = row(page, line, titles);
      } else {
        titles = List.of();
        text(page, line);
      }
    }
  }

  private static void text(Page page, String line) {
    if (line.isEmpty()) {
      page.blank();
    } else if (line.startsWith(ITEM)) {
      page.paragraph(ITEM, "  ", plain(line.substring(ITEM.length())));
    } else {
      page.paragraph("", "", plain(line));
    }
  }

  /** Returns the titles, which are the first row's cells. */
  private static List<String> row(Page page, String line, List<String> titles) {
    if (RULE.matcher(line).matches()) {
      return titles;
    }
    List<String> cells = cells(line);
    if (titles.isEmpty()) {
      return cells;
    }
    page.paragraph("", "", plain(cells.get(0)));
    for (int i = 1; i < Math.min(cells.size(), titles.size()); i++) {
      page.paragraph("  ", "    ", plain(titles.get(i)) + ": " + plain(cells.get(i)));
    }
    return titles;
  }

  /** Of a table's row; empty where the line is none. */
  static List<String> cells(String line) {
    if (!line.startsWith("| ") || !line.endsWith(" |")) {
      return List.of();
    }
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|"))
        .map(String::strip)
        .toList();
  }

  static String plain(String text) {
    return LINK.matcher(text).replaceAll("$1").replace("`", "");
  }
}
