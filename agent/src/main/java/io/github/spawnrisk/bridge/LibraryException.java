// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

/** Says in one line why the native library could not be loaded or started. */
public final class LibraryException extends AgentException {
  private static final long serialVersionUID = 1L;

  public LibraryException(String message) {
    super(message);
  }
}
