// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import java.lang.ProcessBuilder.Redirect;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a child's three streams are set up: their kinds, and never a file's name. */
final class Redirects {
  private static final String PIPES = "pipe\npipe\n";

  private Redirects() {}

  /** Of input, output and error, a line each. Null: the builder was asked for none. */
  static String kinds(Redirect @Nullable [] redirects, boolean merged) {
    if (redirects == null) {
      return PIPES + (merged ? "merged" : "pipe");
    }
    String error = merged ? "merged" : kind(redirects[2]);
    return kind(redirects[0]) + '\n' + kind(redirects[1]) + '\n' + error;
  }

  private static String kind(Redirect redirect) {
    return redirect.equals(Redirect.DISCARD)
        ? "discard"
        : redirect.type().name().toLowerCase(Locale.ROOT);
  }
}
