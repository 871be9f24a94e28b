// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.SavedFinding;
import org.jspecify.annotations.Nullable;

/**
 * What is worse at one call site than it was.
 *
 * @param level how bad it is now: of the finding, or where the change is none of a finding's of the
 *     call site
 * @param findingBefore null where there was none, or where the change is none of a finding's
 * @param before of {@link Kind#FAILS} the part of the calls that failed, of {@link Kind#SLOWER} the
 *     mean in nanoseconds
 */
public record Change(
    Kind kind,
    PlaceKey place,
    Level level,
    @Nullable SavedFinding findingBefore,
    @Nullable SavedFinding finding,
    double before,
    double now) {

  /** In the order in which a reader wants them. */
  public enum Kind {
    /** A finding that was not there before, at a call site new or old. */
    NEW_FINDING,
    /** A finding whose level has risen. */
    WORSE_FINDING,
    /** What is needed has grown against what there is, by a tenth at least. */
    CLOSER,
    /** Calls copy memory where none did. */
    COPIES,
    /** More of the calls fail, by one in a hundred at least. */
    FAILS,
    /** The call takes twice the time, and a millisecond more at least. */
    SLOWER
  }

  /** Of the finding; empty where the change is none of a finding's. */
  public String code() {
    return finding == null ? "" : finding.code();
  }
}
