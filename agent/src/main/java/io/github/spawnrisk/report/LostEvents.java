// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Loss;
import java.time.Instant;

/** Events that a process could not write, or that a reader was too slow for. */
public record LostEvents(String process, String why, long lost, Instant lastSeen) {
  record Key(String process, String why) {
    /** Of all for which there was no room. */
    static final Key OTHERS = new Key("other processes", "other reasons");

    static Key of(Loss loss) {
      return new Key(loss.process().label(), loss.why());
    }
  }

  static LostEvents of(Loss loss) {
    return new LostEvents(loss.process().label(), loss.why(), loss.lost(), loss.time());
  }

  LostEvents under(Key key) {
    return new LostEvents(key.process(), key.why(), lost, lastSeen);
  }

  LostEvents merge(LostEvents other) {
    return new LostEvents(
        process,
        why,
        lost + other.lost,
        lastSeen.isAfter(other.lastSeen) ? lastSeen : other.lastSeen);
  }
}
