// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

/** Says in one line, for the user, why the agent does not start. */
public class AgentException extends Exception {
  private static final long serialVersionUID = 1L;

  protected AgentException(String message) {
    super(message);
  }
}
