// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.util.List;

/** Of a JSON report what two of them are compared by. */
public record SavedReport(List<SavedSite> callSites) {
  /** Of no call site. */
  public static final SavedReport EMPTY = new SavedReport(List.of());

  public SavedReport {
    callSites = List.copyOf(callSites);
  }
}
