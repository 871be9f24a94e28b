// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.bridge.AgentException;

/** Says in one line which option is wrong, and which one was perhaps meant. */
final class OptionException extends AgentException {
  private static final long serialVersionUID = 1L;

  OptionException(String message) {
    super(message);
  }
}
