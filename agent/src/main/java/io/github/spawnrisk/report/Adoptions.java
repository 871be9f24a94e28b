// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Unobserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which children that their reaper did not know are those of a spawn all the same: of a process
 * that ended before them, for orphans go to a subreaper among its ancestors (prctl(2)); of one that
 * made them its parent's (CLONE_PARENT of clone(2)); or of the reaper itself, before it ran another
 * program. A pid alone proves nothing, as each container counts from 1, and pids come round again:
 * in doubt a child is unobserved.
 */
final class Adoptions {
  private final Map<Long, List<Birth>> births = new HashMap<>();
  private final Map<Identity, Instant> ends = new HashMap<>();
  private final Map<Identity, ProcessSeen> processes = new HashMap<>();
  private final Ancestry ancestry;

  Adoptions(Collection<Birth> births, Ancestry ancestry, Collection<ProcessSeen> processes) {
    this.ancestry = ancestry;
    births.forEach(this::add);
    for (ProcessSeen process : processes) {
      Identity identity = process.identity();
      if (identity != null) {
        this.processes.put(identity, process);
      }
    }
  }

  private void add(Birth birth) {
    if (birth.child() != Birth.UNKNOWN) {
      births.computeIfAbsent(birth.child(), first -> new ArrayList<>()).add(birth);
    }
    Identity child = birth.childIdentity();
    if (child != null && birth.ended() != null) {
      ends.merge(child, birth.ended(), (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  /** Those that no spawn is known of. An end that is found may prove that of a later one. */
  List<Unobserved> without(Collection<Unobserved> reaped) {
    Set<Birth> taken = new HashSet<>();
    List<Unobserved> strangers = new ArrayList<>();
    reaped.stream()
        .sorted(Comparator.comparing(Unobserved::time).thenComparing(Unobserved::childPid))
        .forEach(
            child -> {
              Birth birth = latestBefore(child);
              if (birth == null || !isOf(birth, child) || !taken.add(birth)) {
                strangers.add(child);
              } else if (birth.childIdentity() != null) {
                ends.put(birth.childIdentity(), child.time());
              }
            });
    return strangers;
  }

  /**
   * Of whatever process: a later child of the same pid has taken it. Null: none, or two at once.
   */
  private @Nullable Birth latestBefore(Unobserved child) {
    Birth latest = null;
    boolean alone = true;
    for (Birth birth : births.getOrDefault(child.childPid(), List.of())) {
      Instant time = birth.time();
      int order = latest == null ? 1 : time.compareTo(latest.time());
      if (time.isAfter(child.time()) || order < 0) {
        continue;
      }
      alone = order > 0;
      latest = birth;
    }
    return alone ? latest : null;
  }

  private boolean isOf(Birth birth, Unobserved child) {
    Identity reaper = Identity.of(child.process());
    Identity parent = birth.parent();
    if (birth.ended() != null || reaper == null || parent == null) {
      return false;
    }
    return reaper.equals(parent) || (hasEnded(parent, child.time()) && isAncestor(reaper, parent));
  }

  private boolean hasEnded(Identity process, Instant time) {
    Instant end = ends.get(process);
    return end != null && !end.isAfter(time);
  }

  private boolean isAncestor(Identity ancestor, Identity process) {
    Set<Identity> met = new HashSet<>();
    Identity at = process;
    while (at != null && met.add(at)) {
      ProcessSeen seen = processes.get(at);
      Origin origin = seen == null ? null : ancestry.originOf(seen);
      at = origin == null ? null : origin.parent();
      if (ancestor.equals(at)) {
        return true;
      }
    }
    return false;
  }
}
