// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.event.Unfollowed;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Which process came from which spawn, and which became a program that is not observed. */
final class Ancestry {
  /** What became of one process; its spawn may be read afterwards. */
  private record Lost(SpawningProcess process, SortedMap<String, Long> commands) {
    Lost merge(Lost other) {
      boolean named = process.name() != null;
      return new Lost(
          named ? process : other.process, Merged.of(commands, other.commands, Long::sum));
    }
  }

  private final Map<Identity, Origin> origins;
  private final Map<Identity, Lost> unfollowed;

  /**
   * @param most how many of each are kept: the oldest go first
   */
  Ancestry(int most) {
    origins = new Bounded<>(most);
    unfollowed = new Bounded<>(most);
  }

  /** One of its own with all that both have seen. */
  Ancestry with(Ancestry other) {
    Ancestry both = new Ancestry(Integer.MAX_VALUE);
    both.origins.putAll(origins);
    both.origins.putAll(other.origins);
    both.unfollowed.putAll(unfollowed);
    other.unfollowed.forEach((process, lost) -> both.unfollowed.merge(process, lost, Lost::merge));
    return both;
  }

  Ancestry copy() {
    return with(new Ancestry(0));
  }

  void spawn(CallSite site, Spawn spawn) {
    if (spawn.outcome() instanceof Outcome.Started started && started.childPid().isPresent()) {
      Identity child = Identity.of(started.childPid().getAsLong(), started.childStart());
      if (child != null) {
        origins.put(
            child, new Origin(spawn.id(), spawn.process(), site, spawn.attempt().command()));
      }
    }
  }

  void unfollowed(Unfollowed event) {
    SpawningProcess process = event.process();
    Identity identity = Identity.of(process);
    String command = Objects.requireNonNullElse(event.command(), LostTrail.UNNAMED);
    if (identity != null) {
      Lost one = new Lost(process, Merged.of(command, event.failed() ? -1L : 1L));
      unfollowed.merge(identity, one, Lost::merge);
    }
  }

  /** Null where the spawn was not seen. A parent is never younger than its child. */
  @Nullable Origin originOf(@Nullable Identity process) {
    Origin origin = process == null ? null : origins.get(process);
    boolean possible =
        origin != null
            && process != null
            && origin.parent().start().orElse(Long.MIN_VALUE) <= process.start();
    return possible ? origin : null;
  }

  /** At the call site of the spawn that made the process; where it was not seen, at its exec. */
  Map<CallSite, SortedMap<String, Long>> lostTrails() {
    Map<CallSite, SortedMap<String, Long>> trails = new HashMap<>();
    unfollowed.forEach(
        (identity, lost) -> {
          Origin origin = originOf(identity);
          CallSite site =
              origin == null ? new CallSite(lost.process().label() + ": exec") : origin.callSite();
          trails.merge(site, lost.commands(), (one, other) -> Merged.of(one, other, Long::sum));
        });
    return trails;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ancestry ancestry
        && origins.equals(ancestry.origins)
        && unfollowed.equals(ancestry.unfollowed);
  }

  @Override
  public int hashCode() {
    return origins.hashCode();
  }
}
