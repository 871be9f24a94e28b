// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Copy;
import io.github.spawnrisk.export.LivingMeasurer;
import io.github.spawnrisk.report.LargestCopies;
import io.github.spawnrisk.report.LivingCopies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures, while a command runs, the copies that live then: from outside, as the agent does those
 * of its JVM. One that comes through no door and is killed has nobody else to tell of it.
 */
final class FollowedRun {
  private final Duration interval;
  private final LivingMeasurer measurer;
  private final LargestCopies copies = new LargestCopies();
  private volatile @Nullable FollowedFolder events;

  /**
   * @param interval how often, at most
   */
  FollowedRun(Duration interval) {
    this.interval = interval;
    this.measurer = new LivingMeasurer(interval);
  }

  /** The command's exit status. What is being measured at its end is waited for. */
  int waitFor(Process command, Path folder) throws InterruptedException {
    while (!command.waitFor(interval.toNanos(), TimeUnit.NANOSECONDS)) {
      if (measurer.isDue()) {
        FollowedFolder followed = events == null ? new FollowedFolder(folder) : events;
        events = followed;
        measurer.begin(goesOn -> measure(followed, goesOn));
      }
    }
    measurer.stop();
    return command.exitValue();
  }

  /** What a twentieth of the time is too short to read is read the next time. */
  private void measure(FollowedFolder followed, BooleanSupplier goesOn) {
    followed.readOn(interval.dividedBy(20), goesOn);
    LivingCopies.measure(followed.pipeline(), goesOn, copies::add);
  }

  /** The largest measure of each copy. */
  List<Copy> copies() {
    return copies.all();
  }

  /** One line for each file of events that could not be read. */
  List<String> problems() {
    return events == null ? List.of() : events.problems();
  }
}
