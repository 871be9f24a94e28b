// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.Exec;
import io.github.spawnrisk.event.Exit;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/** Hands each event to the flight recorder while a recording runs. */
final class JfrExport implements EventListener {
  private static final List<Class<? extends JfrEvent>> TYPES =
      List.of(JfrSpawn.class, JfrWarning.class, JfrExec.class, JfrExit.class, JfrOther.class);

  JfrExport() {
    TYPES.forEach(FlightRecorder::register);
  }

  @Override
  public void heard(Event event, byte[] line) {
    if (event instanceof Spawn spawn) {
      commit(JfrSpawn::new, made -> JfrFields.fill(made, spawn), line);
    } else if (event instanceof Warning warning) {
      commit(
          JfrWarning::new, made -> JfrFields.fill(made, warning.spawn(), warning.attempt()), line);
    } else if (event instanceof Exec exec) {
      commit(JfrExec::new, made -> JfrFields.fill(made, exec), line);
    } else if (event instanceof Exit exit) {
      commit(JfrExit::new, made -> JfrFields.fill(made, exit), line);
    } else {
      commit(JfrOther::new, made -> {}, line);
    }
  }

  /** Where no recording wants it, nothing is filled in. */
  private static <T extends JfrEvent> void commit(Supplier<T> type, Consumer<T> fill, byte[] line) {
    T made = type.get();
    if (made.isEnabled()) {
      fill.accept(made);
      made.line = new String(line, StandardCharsets.UTF_8);
      made.commit();
    }
  }

  /** What a recording has already it keeps. */
  void stop() {
    TYPES.forEach(FlightRecorder::unregister);
  }
}
