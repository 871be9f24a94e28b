// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

/** Names come from anywhere, and a terminal obeys control characters. */
public final class Printable {
  private Printable() {}

  /** ASCII only, for how wide another character is only the terminal knows. */
  public static String escape(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        printable.append(c);
      } else {
        printable.append(String.format("\\u%04x", (int) c));
      }
    }
    return printable.toString();
  }
}
