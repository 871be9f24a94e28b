// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.render.TopView;
import io.github.spawnrisk.report.Rates;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A running process that is looked at again and again, from outside. */
final class Watched {
  private static final Duration READING = Duration.ofMillis(500);

  private final int pid;
  private final Assessor assessor = new Assessor("fork");
  private final @Nullable FollowedLog log;
  private final String unobserved;
  private String source = "";
  private Report report = Report.EMPTY;
  private Rates rates = Rates.UNKNOWN;
  private @Nullable Assessment assessment;
  private long lookedAt;
  private boolean wasBehind = true;

  /**
   * @param named the log, or its folder; null: what the process was started with
   */
  Watched(int pid, @Nullable Path named) {
    this.pid = pid;
    ObservedProcess process = new ObservedProcess(pid);
    FollowedLog found = null;
    String why = "";
    try {
      Path path = named == null ? process.log() : process.inFolder(named);
      if (path != null && (named != null || process.isObserved())) {
        found = new FollowedLog(path);
      } else {
        why = process.isObserved() ? noLog() : notObserved();
      }
    } catch (IOException refused) {
      why =
          "Its log cannot be found ("
              + Failures.why(refused)
              + "): only limits are shown; look as its user or root, or name it by --log.";
    }
    this.log = found;
    this.unobserved = why;
  }

  private static String notObserved() {
    return "Not observed, so no spawns: 'spawnrisk attach', or LD_PRELOAD and SPAWNRISK_LOG.";
  }

  private static String noLog() {
    return "Observed, but it was started without a log: name one by --log, or see JMX.";
  }

  /** Null, or why there is nothing more to see. */
  @Nullable String look() throws AssessmentException {
    Assessment now;
    try {
      now = assessor.glance(pid);
    } catch (AssessmentException gone) {
      if (assessment == null) {
        throw gone;
      }
      return gone.getMessage();
    }
    if (assessment != null && !start(now).equals(start(assessment))) {
      return "process " + pid + " has ended; another one has its number now";
    }
    assessment = now;
    if (log == null) {
      source = unobserved;
    } else {
      read(log);
    }
    return null;
  }

  private static OptionalLong start(Assessment assessment) {
    return assessment.attempt().process().start();
  }

  private void read(FollowedLog followed) {
    try {
      followed.readOn(READING);
      source = "Log " + followed.path() + (followed.isBehind() ? " (still being read)" : "");
    } catch (IOException failure) {
      source = "Log " + followed.path() + " cannot be read: " + Failures.why(failure);
      return;
    }
    long now = System.nanoTime();
    Report next = followed.pipeline().report();
    // Of what was logged before this began nobody knows how fast it came.
    rates =
        wasBehind || followed.isBehind()
            ? Rates.UNKNOWN
            : Rates.between(report, next, Duration.ofNanos(now - lookedAt));
    wasBehind = followed.isBehind();
    report = next;
    lookedAt = now;
    if (report.firstSeen() == null && !followed.isBehind()) {
      source += " (no event yet)";
    }
  }

  /** As of the last look. */
  TopView view() {
    if (assessment == null) {
      throw new IllegalStateException("not looked at yet");
    }
    return new TopView(assessment, report, rates, source);
  }
}
