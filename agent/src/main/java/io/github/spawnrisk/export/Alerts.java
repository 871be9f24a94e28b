// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Aftermath;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import io.github.spawnrisk.report.CallSite;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells each reason of each spawn that is a warning or critical once, as soon as it is known:
 * before the call, after it, or at the child's end.
 */
final class Alerts implements EventListener {
  private static final int REMEMBERED = 1024;

  private final List<Consumer<Alert>> takers = new CopyOnWriteArrayList<>();
  private final Map<String, Known> spawns = new Recent();

  /** What is remembered of a spawn. */
  private static final class Known {
    private final @Nullable Attempt attempt;
    private final Set<String> told = new HashSet<>();

    Known(@Nullable Attempt attempt) {
      this.attempt = attempt;
    }
  }

  /** The last so many. */
  private static final class Recent extends LinkedHashMap<String, Known> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
      return size() > REMEMBERED;
    }
  }

  void to(Consumer<Alert> taker) {
    takers.add(taker);
  }

  void noMoreTo(Consumer<Alert> taker) {
    takers.remove(taker);
  }

  @Override
  public void heard(Event event, byte[] line) {
    if (event instanceof Warning warning) {
      tell(warning.spawn(), warning.attempt());
    } else if (event instanceof Spawn spawn) {
      tell(spawn.id(), spawn.attempt());
    } else if (event instanceof Aftermath aftermath && !aftermath.risk().reasons().isEmpty()) {
      Known known = spawns.computeIfAbsent(aftermath.spawn(), id -> new Known(null));
      tell(aftermath.spawn(), aftermath.time(), aftermath.risk().reasons(), known);
    }
  }

  private void tell(String spawn, Attempt attempt) {
    Known known = spawns.computeIfAbsent(spawn, id -> new Known(attempt));
    tell(spawn, attempt.time(), attempt.risk().reasons(), known);
  }

  private void tell(String spawn, Instant time, List<Reason> reasons, Known known) {
    for (Reason reason : reasons) {
      if (Alert.isOne(reason) && known.told.add(reason.code()) && !takers.isEmpty()) {
        Alert alert = alert(spawn, time, reason, known.attempt);
        takers.forEach(taker -> taker.accept(alert));
      }
    }
  }

  private static Alert alert(String spawn, Instant time, Reason reason, @Nullable Attempt attempt) {
    return attempt == null
        ? new Alert(spawn, time, reason, null, null, null)
        : new Alert(
            spawn,
            time,
            reason,
            CallSite.of(attempt).label(),
            attempt.command(),
            attempt.mechanism());
  }
}
