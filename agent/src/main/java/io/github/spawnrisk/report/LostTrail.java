// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

/**
 * Programs that were run with an environment with which they are not observed.
 *
 * @param command its name, or "a program"
 * @param count how many
 */
public record LostTrail(CallSite callSite, String command, long count) {
  static final String UNNAMED = "a program";
}
