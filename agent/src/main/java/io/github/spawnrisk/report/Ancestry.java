// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.SpawningProcess;
import io.github.spawnrisk.event.Unfollowed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Which process came from which spawn, and which became a program that is not observed. */
final class Ancestry {
  /** What became of one process; its spawn may be read afterwards. */
  private record Lost(SpawningProcess process, SortedMap<String, Long> commands) {
    private static final Comparator<SpawningProcess> NAMED_FIRST =
        Comparator.comparing(SpawningProcess::name, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(SpawningProcess::toString);

    Lost merge(Lost other) {
      boolean first = NAMED_FIRST.compare(process, other.process) <= 0;
      return new Lost(
          first ? process : other.process, Merged.of(commands, other.commands, Long::sum));
    }
  }

  private static final Comparator<Origin> ORDER =
      Comparator.comparing(Origin::spawn, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Origin::toString);

  private final Origins origins;
  private final Map<Identity, Lost> unfollowed;

  /** Where processes made children without telling which. */
  private final Map<Identity, Set<CallSite>> unnamed;

  /**
   * @param most how many of each are kept: the oldest go first
   */
  Ancestry(int most) {
    origins = new Origins(most);
    unfollowed = new Bounded<>(most);
    unnamed = new Bounded<>(most);
  }

  /** One of its own with all that both have seen. */
  Ancestry with(Ancestry other) {
    Ancestry both = new Ancestry(Integer.MAX_VALUE);
    both.append(this);
    both.append(other);
    return both;
  }

  void append(Ancestry next) {
    next.origins.forEach(this::origin);
    next.unfollowed.forEach((process, lost) -> unfollowed.merge(process, lost, Lost::merge));
    next.unnamed.forEach((process, sites) -> unnamed.merge(process, sites, Merged::sets));
  }

  Ancestry copy() {
    return with(new Ancestry(0));
  }

  /** Of two spawns that claim a child, as only a forged log or a second boot can have it, one. */
  private void origin(Identity child, Origin origin) {
    Origin known = origins.get(child);
    if (known == null || ORDER.compare(known, origin) > 0) {
      origins.put(child, origin);
    }
  }

  /**
   * @param site the same object for each spawn of it: many are kept
   */
  void spawn(CallSite site, Spawn spawn) {
    if (spawn.outcome() instanceof Outcome.Started started) {
      Identity parent = Identity.of(spawn.process());
      Identity child =
          started.childPid().isPresent()
              ? Identity.of(started.childPid().getAsLong(), started.childStart())
              : null;
      if (parent != null && child != null) {
        origin(child, new Origin(parent, site, spawn.id()));
      } else if (parent != null) {
        unnamed.merge(parent, Set.of(site), Merged::sets);
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

  @Nullable Origin originOf(ProcessSeen process) {
    return originOf(process.identity(), process.parent());
  }

  /**
   * By the spawn that named it, else by the parent that it named itself. Null where neither is
   * known. A parent is never younger than its child.
   */
  private @Nullable Origin originOf(@Nullable Identity process, @Nullable Identity parent) {
    Origin named = process == null ? null : origins.get(process);
    if (process != null && named != null) {
      return named.parent().start() <= process.start() ? named : null;
    }
    return process != null && parent != null && parent.start() <= process.start()
        ? new Origin(parent, onlySiteIn(parent), null)
        : null;
  }

  private @Nullable CallSite onlySiteIn(Identity parent) {
    Set<CallSite> sites = unnamed.getOrDefault(parent, Set.of());
    return sites.size() == 1 ? sites.iterator().next() : null;
  }

  /** At the call site of the spawn that made the process; where it was not seen, at its exec. */
  Map<CallSite, SortedMap<String, Long>> lostTrails() {
    Map<CallSite, SortedMap<String, Long>> trails = new HashMap<>();
    unfollowed.forEach(
        (identity, lost) -> {
          Origin origin = originOf(identity, Identity.ofParent(lost.process()));
          CallSite known = origin == null ? null : origin.callSite();
          CallSite site = known == null ? new CallSite(lost.process().label() + ": exec") : known;
          trails.merge(site, lost.commands(), (one, other) -> Merged.of(one, other, Long::sum));
        });
    return trails;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ancestry ancestry
        && origins.equals(ancestry.origins)
        && unfollowed.equals(ancestry.unfollowed)
        && unnamed.equals(ancestry.unnamed);
  }

  @Override
  public int hashCode() {
    return origins.hashCode();
  }
}
