// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.library;

/** Why the library cannot be used, and what to do, in one line. */
public final class LibraryException extends Exception {
  private static final long serialVersionUID = 1L;

  LibraryException(String line) {
    super(line);
  }
}
