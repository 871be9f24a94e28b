// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Exec;
import io.github.spawnrisk.event.Exit;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unobserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Joins what becomes of children to the spawns that made them, in whatever order they come. */
final class Children {
  /** Gets what has become of whose child. */
  interface Taker {
    void take(RowKey site, Aftermath aftermath, Birth birth);
  }

  /** For children of whom nothing more is added. */
  static final Taker NOBODY =
      (site, aftermath, birth) -> {
        throw new IllegalStateException("an immutable report was added to");
      };

  private static final Comparator<Aftermath> ORDER =
      Comparator.comparing(Aftermath::time).thenComparing(Aftermath::toString);

  private final Taker taker;
  private final Map<String, Birth> living;
  private final Map<String, Birth> ended;
  private final Map<String, List<Aftermath>> early = new Bounded<>();
  private final Map<Unobserved, Boolean> unobserved = new Bounded<>();

  /**
   * @param most how many of those that live and of those that have ended are remembered
   */
  Children(Taker taker, int most) {
    this.taker = taker;
    living = new Bounded<>(most);
    ended = new Bounded<>(Math.min(most, Bounded.MOST));
  }

  /** One with the same children, for another to take what they still come to. */
  Children copy(Taker another) {
    Children copy = new Children(another, Pipeline.CHILDREN_OF_FILES);
    copy.append(this);
    return copy;
  }

  /** Adds all that another one has seen, and joins what only both together can. */
  void append(Children next) {
    next.living.forEach(
        (id, birth) -> {
          if (!ended.containsKey(id)) {
            add(living, id, birth);
          }
        });
    next.ended.forEach(
        (id, birth) -> {
          living.remove(id);
          add(ended, id, birth);
        });
    unobserved.putAll(next.unobserved);
    next.early.forEach(this::early);
  }

  private void add(Map<String, Birth> births, String id, Birth birth) {
    births.put(id, birth);
    if (early.containsKey(id)) {
      join(id);
    }
  }

  /** Where its spawn is known already, nothing of it waits. */
  private void early(String id, List<Aftermath> more) {
    Birth birth = birth(id);
    if (birth == null) {
      early.merge(id, more, Children::both);
    } else {
      join(id, birth, more);
    }
  }

  void spawn(RowKey site, Spawn spawn) {
    if (spawn.outcome() instanceof Outcome.Started started) {
      living.put(spawn.id(), Birth.of(site, spawn.attempt(), started));
      if (!early.isEmpty()) {
        join(spawn.id());
      }
    }
  }

  void aftermath(Aftermath aftermath) {
    Birth birth = birth(aftermath.spawn());
    if (birth == null) {
      early(aftermath.spawn(), List.of(aftermath));
    } else {
      join(aftermath.spawn(), birth, aftermath);
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
    List<Aftermath> waiting = early.remove(id);
    if (waiting != null) {
      join(id, Objects.requireNonNull(birth(id)), waiting);
    }
  }

  private void join(String id, Birth birth, List<Aftermath> aftermaths) {
    Birth latest = birth;
    for (Aftermath aftermath : aftermaths) {
      latest = join(id, latest, aftermath);
    }
  }

  private Birth join(String id, Birth birth, Aftermath aftermath) {
    taker.take(birth.site(), aftermath, birth);
    if (aftermath instanceof Exit exit) {
      living.remove(id);
      return ended.merge(id, birth.ended(exit.time()), (one, other) -> one.ended(exit.time()));
    }
    if (aftermath instanceof Exec exec && birth.ended() == null) {
      Birth executed = birth.executed(exec.failed() ? -1 : 1);
      living.replace(id, executed);
      return executed;
    }
    return birth;
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
          Identity child = birth.childIdentity();
          if (birth.copiesMemory() && birth.execs() <= 0 && child != null) {
            copies.add(
                new LivingChild(
                    id, birth.process().pid(), child.pid(), child.start(), birth.time()));
          }
        });
    return copies;
  }

  private static List<Aftermath> both(List<Aftermath> one, List<Aftermath> other) {
    Aftermath last = one.get(one.size() - 1);
    return last.time().isBefore(other.get(0).time())
        ? Stream.concat(one.stream(), other.stream()).toList()
        : Stream.concat(one.stream(), other.stream()).sorted(ORDER).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Children children
        && living.equals(children.living)
        && ended.equals(children.ended)
        && early.equals(children.early)
        && unobserved.equals(children.unobserved);
  }

  @Override
  public int hashCode() {
    return living.hashCode();
  }
}
