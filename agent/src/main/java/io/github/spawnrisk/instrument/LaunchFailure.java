// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import java.io.IOException;

/** What ProcessBuilder.start throws, and which errno it names. */
final class LaunchFailure {
  private LaunchFailure() {}

  /**
   * Not what a wrong argument is answered with: that is a mistake of the program. Nor an error: the
   * child may run, as where there is no thread for its reaper, and after an attach none is seen.
   */
  static boolean isOne(Throwable thrown) {
    return thrown instanceof IOException;
  }

  /**
   * 0 where it names none. Only the cause's text is looked at, which is the native side's own
   * (childproc.c, ProcessImpl_md.c): the outer one begins with the program's name, and that of a
   * FileNotFoundException with a file's. JDK 17 has "error=2, ...", JDK 25 "... error: 2 (...".
   */
  static int errno(Throwable thrown) {
    Throwable cause = thrown.getCause();
    String text =
        cause == null || cause.getClass() != IOException.class ? null : cause.getMessage();
    return text == null ? 0 : Math.max(number(text, "error="), number(text, "error: "));
  }

  private static int number(String text, String label) {
    int from = text.indexOf(label);
    if (from < 0) {
      return 0;
    }
    int number = 0;
    for (int at = from + label.length(); at < text.length() && isDigit(text.charAt(at)); at++) {
      number = Math.min(number * 10 + text.charAt(at) - '0', Short.MAX_VALUE);
    }
    return number;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
