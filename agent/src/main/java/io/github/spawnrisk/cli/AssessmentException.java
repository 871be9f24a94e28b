// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

/** Says in one line why there is nothing to assess. */
final class AssessmentException extends Exception {
  private static final long serialVersionUID = 1L;

  AssessmentException(String line) {
    super(line);
  }
}
