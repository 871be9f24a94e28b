// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.explain.Explainer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One reason that is a warning or critical, of one spawn.
 *
 * @param spawn its id
 * @param time of the event that told it
 * @param callSite null where the spawn is not remembered any more, as are command and mechanism
 */
record Alert(
    String spawn,
    Instant time,
    Reason reason,
    @Nullable String callSite,
    @Nullable String command,
    @Nullable String mechanism) {
  static boolean isOne(Reason reason) {
    return reason.level().compareTo(Level.WARNING) >= 0;
  }

  /** One line for a person. */
  String text() {
    StringBuilder text = new StringBuilder(reason.code());
    if (callSite != null) {
      text.append(" at ").append(callSite);
    }
    if (command != null) {
      text.append(" starting ").append(command);
    }
    if (mechanism != null) {
      text.append(" by ").append(mechanism);
    }
    if (reason.need().isPresent() && reason.have().isPresent()) {
      text.append(": need ").append(quantity(reason.need().getAsLong()));
      text.append(", have ").append(quantity(reason.have().getAsLong()));
    }
    return reason.source() == null ? text.toString() : text + " (" + reason.source() + ")";
  }

  private String quantity(long number) {
    return Explainer.quantity(reason.code(), number);
  }
}
