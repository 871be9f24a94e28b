// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

/** Plain text, at most 80 columns wide whatever is put on it. */
final class Page {
  static final int WIDTH = 80;

  private final StringBuilder text = new StringBuilder();

  /** A line that is known to fit, or whose end may go. */
  Page line(String line) {
    String printable = Printable.escape(line);
    text.append(printable, 0, Math.min(WIDTH, printable.length())).append('\n');
    return this;
  }

  Page blank() {
    text.append('\n');
    return this;
  }

  /** A title over what follows. */
  Page heading(String heading) {
    return blank().line(heading);
  }

  /**
   * A paragraph: breaks at blanks, and inside a word only where the word is wider than the page.
   */
  Page paragraph(String first, String rest, String paragraph) {
    StringBuilder line = new StringBuilder(first);
    int start = line.length();
    for (String word : Printable.escape(paragraph).split(" ", -1)) {
      boolean atStart = line.length() == start;
      if (!atStart && line.length() + 1 + word.length() > WIDTH) {
        line = next(line, rest);
        start = line.length();
        atStart = true;
      }
      line.append(atStart ? "" : " ");
      String remainder = word;
      while (line.length() + remainder.length() > WIDTH) {
        int room = WIDTH - line.length();
        line.append(remainder, 0, room);
        remainder = remainder.substring(room);
        line = next(line, rest);
        start = line.length();
      }
      line.append(remainder);
    }
    text.append(line).append('\n');
    return this;
  }

  private StringBuilder next(StringBuilder line, String rest) {
    text.append(line.toString().stripTrailing()).append('\n');
    return new StringBuilder(rest);
  }

  /** The end of a name, for that is where names of one package differ. */
  static String end(String name, int width) {
    String printable = Printable.escape(name);
    return printable.length() <= width
        ? printable
        : "..." + printable.substring(printable.length() - width + 3);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
