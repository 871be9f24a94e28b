// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Exec;
import io.github.spawnrisk.event.Exit;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unobserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Joins what becomes of children to the spawns that made them, in whatever order they come. */
final class Children {
  private final Map<String, Birth> living = new Bounded<>();
  private final Map<String, Birth> ended = new Bounded<>();
  private final Map<String, List<Aftermath>> early = new Bounded<>();
  private final Map<Unobserved, Boolean> unobserved = new Bounded<>();
  private final Map<RowKey, Aftermaths> joined = new HashMap<>();

  Children copy() {
    return new Children().with(this);
  }

  /** Adds all that another one has seen, and joins what only both together can. */
  Children with(Children other) {
    living.putAll(other.living);
    ended.putAll(other.ended);
    living.keySet().removeAll(ended.keySet());
    unobserved.putAll(other.unobserved);
    other.joined.forEach((site, one) -> joined.merge(site, one, Aftermaths::merge));
    other.early.forEach((id, waiting) -> early.merge(id, waiting, Children::both));
    Set<String> met = new HashSet<>(early.keySet());
    met.removeIf(id -> birth(id) == null);
    met.forEach(this::join);
    return this;
  }

  void spawn(RowKey site, Spawn spawn) {
    if (spawn.outcome() instanceof Outcome.Started started) {
      living.put(spawn.id(), new Birth(site, spawn.attempt(), started, 0, null));
      join(spawn.id());
    }
  }

  void aftermath(Aftermath aftermath) {
    early.merge(aftermath.spawn(), List.of(aftermath), Children::both);
    if (birth(aftermath.spawn()) != null) {
      join(aftermath.spawn());
    }
  }

  void unobserved(Unobserved child) {
    unobserved.put(child, true);
  }

  private @Nullable Birth birth(String id) {
    Birth birth = living.get(id);
    return birth == null ? ended.get(id) : birth;
  }

  private void join(String id) {
    Birth birth = Objects.requireNonNull(birth(id));
    List<Aftermath> waiting = early.remove(id);
    for (Aftermath aftermath : waiting == null ? List.<Aftermath>of() : waiting) {
      joined.merge(birth.site(), Aftermaths.of(aftermath, birth.attempt()), Aftermaths::merge);
      if (aftermath instanceof Exec exec) {
        living.computeIfPresent(id, (same, one) -> one.executed(exec.failed() ? -1 : 1));
      } else if (aftermath instanceof Exit exit) {
        living.remove(id);
        ended.merge(id, birth.ended(exit.time()), (one, other) -> one.ended(exit.time()));
      }
    }
  }

  @Nullable Aftermaths of(RowKey site) {
    return joined.get(site);
  }

  /** Reaped children of which no spawn is known, of whatever process. */
  List<Unobserved> unobserved(Ancestry ancestry, Collection<ProcessSeen> processes) {
    List<Birth> births = new ArrayList<>(living.values());
    births.addAll(ended.values());
    return new Adoptions(births, ancestry, processes).without(unobserved.keySet());
  }

  /** Children that have a copy, ran no other program and have not ended, as far as was seen. */
  List<LivingChild> livingCopies() {
    List<LivingChild> copies = new ArrayList<>();
    living.forEach(
        (id, birth) -> {
          OptionalLong pid = birth.child().childPid();
          OptionalLong start = birth.child().childStart();
          Attempt attempt = birth.attempt();
          if (attempt.copiesMemory()
              && birth.execs() <= 0
              && pid.isPresent()
              && start.isPresent()) {
            copies.add(
                new LivingChild(
                    id,
                    attempt.process().pid(),
                    pid.getAsLong(),
                    start.getAsLong(),
                    attempt.time()));
          }
        });
    return copies;
  }

  private static <T> List<T> both(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Children children
        && living.equals(children.living)
        && ended.equals(children.ended)
        && early.equals(children.early)
        && unobserved.equals(children.unobserved)
        && joined.equals(children.joined);
  }

  @Override
  public int hashCode() {
    return joined.hashCode();
  }
}
