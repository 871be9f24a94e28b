// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

/**
 * Lines of one file that are no events, all for the same reason.
 *
 * @param firstLine number of the first one, from 1 on
 */
public record UnreadLines(String file, String why, long firstLine, long count) {
  /** Of a file that could not be read further: how many lines that are nobody knows. */
  static final String REST = "the rest, which could not be read";

  public boolean isRest() {
    return why.equals(REST);
  }

  record Key(String file, String why) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key("other files", "other reasons");
  }

  Key key() {
    return new Key(file, why);
  }

  UnreadLines under(Key key) {
    return new UnreadLines(key.file(), key.why(), firstLine, count);
  }

  /** In a file of which so many lines came before. */
  UnreadLines behind(long lines) {
    return new UnreadLines(file, why, firstLine + lines, count);
  }

  UnreadLines merge(UnreadLines other) {
    return new UnreadLines(file, why, Math.min(firstLine, other.firstLine), count + other.count);
  }
}
