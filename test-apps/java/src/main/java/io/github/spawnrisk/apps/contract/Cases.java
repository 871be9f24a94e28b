// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.nio.file.Path;

/** Prints what came of each case: a value, or an exception with its causes. */
final class Cases {
  private final Path folder;

  Cases(Path folder) {
    this.folder = folder;
  }

  /** What is tried. */
  interface Case {
    Object run() throws Exception;
  }

  Path folder() {
    return folder;
  }

  void of(String name, Case tried) {
    String line = name + ": " + outcome(tried).replace(folder.toString(), "FOLDER");
    System.out.println(line.replace("\n", "\\n"));
  }

  private static String outcome(Case tried) {
    try {
      return String.valueOf(tried.run());
    } catch (Throwable thrown) { // whatever it is, it has to be the same
      StringBuilder text = new StringBuilder();
      for (Throwable at = thrown; at != null; at = at.getCause()) {
        text.append(at).append(" at ").append(at.getStackTrace()[0].getMethodName()).append("; ");
      }
      return text.toString();
    }
  }
}
