// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.io.IOException;

/** A line that is JSON, but no event of schema 1. */
final class MalformedEventException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String why;

  MalformedEventException(String why) {
    super(why);
    this.why = why;
  }

  /** One for all lines that another reader is to explain: it tells not even where. */
  static MalformedEventException unexplained() {
    return new MalformedEventException();
  }

  private MalformedEventException() {
    super(null, null);
    why = "";
    setStackTrace(new StackTraceElement[0]);
  }

  String why() {
    return why;
  }
}
