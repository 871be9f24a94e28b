// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody looks on. Java itself only tells it of input and output together. */
final class Terminal {
  private Terminal() {}

  static boolean isStandardError() {
    return is(2);
  }

  /** Whether standard output is one that shows colours, to somebody who wants them. */
  static boolean isColoured() {
    return is(1) && wantsColours() && !"dumb".equals(System.getenv("TERM"));
  }

  /** By the convention of no-color.org. */
  static boolean wantsColours() {
    String variable = System.getenv("NO_COLOR");
    return variable == null || variable.isEmpty();
  }

  private static boolean is(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException closed) {
      return false; // or there is no /proc
    }
  }
}
