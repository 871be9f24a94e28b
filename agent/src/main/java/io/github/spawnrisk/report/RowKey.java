// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import org.jspecify.annotations.Nullable;

/** Spawns with an equal key share a row. */
record RowKey(CallSite callSite, @Nullable String command, String call, String mechanism) {
  static RowKey of(Attempt attempt) {
    return new RowKey(CallSite.of(attempt), attempt.command(), attempt.call(), attempt.mechanism());
  }

  static RowKey of(Row row) {
    return new RowKey(row.callSite(), row.command(), row.call(), row.mechanism());
  }

  /** Of the row for all that has no room; calls and mechanisms are few. */
  RowKey others() {
    return new RowKey(CallSite.OTHERS, null, call, mechanism);
  }
}
