// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Limits of memory whose headroom is followed over time. */
public enum Limit {
  /** What the machine can give: available memory and free swap. */
  MACHINE {
    @Override
    OptionalLong headroom(Attempt attempt) {
      Bytes headroom = attempt.system().headroom();
      return headroom == null ? OptionalLong.empty() : OptionalLong.of(headroom.count());
    }
  },
  /** The commit limit of overcommit policy 2. */
  COMMIT_LIMIT {
    @Override
    OptionalLong headroom(Attempt attempt) {
      return attempt.system().overcommitPolicy().orElse(-1) == NEVER_OVERCOMMIT
          ? attempt.system().commitRoom()
          : OptionalLong.empty();
    }
  },
  /** The tightest memory cgroup. */
  CGROUP {
    @Override
    OptionalLong headroom(Attempt attempt) {
      return attempt.cgroup() == null ? OptionalLong.empty() : attempt.cgroup().room();
    }

    @Override
    @Nullable String where(Attempt attempt) {
      return attempt.cgroup() == null ? null : attempt.cgroup().path();
    }
  },
  /** The nearest memory.high, which slows and does not kill. */
  CGROUP_HIGH {
    @Override
    OptionalLong headroom(Attempt attempt) {
      return attempt.cgroup() == null ? OptionalLong.empty() : attempt.cgroup().roomBelowHigh();
    }

    @Override
    @Nullable String where(Attempt attempt) {
      return CGROUP.where(attempt);
    }
  };

  private static final long NEVER_OVERCOMMIT = 2;

  /** Below zero where more is used than the limit allows; empty: not known, or no such limit. */
  abstract OptionalLong headroom(Attempt attempt);

  /** The process's cgroup; null for a limit of the machine. */
  @Nullable String where(Attempt attempt) {
    return null;
  }

  /** As in JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
