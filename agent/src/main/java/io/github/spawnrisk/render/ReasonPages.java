// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code docs/reasons.md}, which the build puts beside this class, for a terminal. */
public final class ReasonPages {
  private static final String SOURCE = "reasons.md";
  private static final String SECTION = "## ";

  private final Map<String, List<String>> sections = new LinkedHashMap<>();
  private final List<String> introduction = new ArrayList<>();

  private ReasonPages(List<String> lines) {
    List<String> current = introduction;
    for (String line : lines) {
      if (line.startsWith(SECTION)) {
        current = new ArrayList<>();
        sections.put(line.substring(SECTION.length()), current);
      } else {
        current.add(line);
      }
    }
  }

  public static ReasonPages read() {
    try (InputStream in = ReasonPages.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + SOURCE + "; build it anew");
      }
      return new ReasonPages(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException damaged) {
      throw new UncheckedIOException("the jar's " + SOURCE + " cannot be read", damaged);
    }
  }

  public List<String> codes() {
    return List.copyOf(sections.keySet());
  }

  /** The codes, each with its level. */
  public String list() {
    Page page = new Page();
    for (String row : introduction) {
      List<String> cells = Markdown.cells(row);
      if (cells.size() > 1 && sections.containsKey(Markdown.plain(firstWord(cells.get(0))))) {
        String code = Markdown.plain(firstWord(cells.get(0)));
        page.paragraph(String.format("%-18s ", code), " ".repeat(19), Markdown.plain(cells.get(1)));
      }
    }
    page.blank().line("'spawnrisk explain CODE' says what it means, and what to do.");
    return page.toString();
  }

  /** A cell is a link to a section, and may go on behind it. */
  private static String firstWord(String cell) {
    int end = cell.indexOf(')');
    return end < 0 ? cell : cell.substring(0, end + 1);
  }

  /** The section of a code that {@link #codes} has. */
  public String page(String code) {
    Page page = new Page().line(code);
    Markdown.print(page, sections.getOrDefault(code, List.of()));
    return page.toString();
  }
}
