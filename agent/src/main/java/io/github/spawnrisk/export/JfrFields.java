// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Exec;
import io.github.spawnrisk.event.Exit;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.Risk;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.report.CallSite;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fills in the fields of events for the flight recorder. */
final class JfrFields {
  /** What JFR's tools show as not available. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private JfrFields() {}

  static void fill(JfrSpawn made, Spawn event) {
    fill(made, event.id(), event.attempt());
    made.callDuration = nanos(event.duration());
    made.childPid = UNKNOWN;
    if (event.outcome() instanceof Outcome.Failed failed) {
      made.outcome = failed.error();
    } else if (event.outcome() instanceof Outcome.Started started) {
      made.outcome = "started";
      made.childPid = number(started.childPid());
    }
  }

  static void fill(JfrAttempt made, String id, Attempt attempt) {
    boolean isJava = attempt.jvm() != null && !attempt.jvm().stack().isEmpty();
    made.spawn = id;
    made.called = attempt.time().toEpochMilli();
    made.callingThread = attempt.jvm() == null ? attempt.caller().thread() : attempt.jvm().thread();
    made.callSite = CallSite.of(attempt).label();
    made.stack = String.join("\n", isJava ? attempt.jvm().stack() : attempt.caller().stack());
    made.command = attempt.command();
    made.call = attempt.call();
    made.mechanism = attempt.mechanism();
    made.copiesMemory = attempt.copiesMemory();
    made.level = attempt.risk().level().label();
    made.reasons = codes(attempt.risk());
    made.commitCharge = bytes(attempt.memory().commitCharge());
    made.copyExposure = bytes(attempt.copyExposure());
    made.pageTables = bytes(attempt.memory().pageTables());
    made.headroom = bytes(attempt.headroom());
  }

  static void fill(JfrExec made, Exec event) {
    made.spawn = event.spawn();
    made.command = event.command();
    made.window = nanos(event.window());
    made.childPid = event.process().pid();
    made.failed = event.failed();
  }

  static void fill(JfrExit made, Exit event) {
    made.spawn = event.spawn();
    made.childPid = number(event.childPid());
    made.end = event.end().label();
    made.lived = nanos(event.lived());
    made.peakRss = bytes(event.end().peakRss());
    made.oomKilled = event.oomKilled();
    made.reasons = codes(event.risk());
  }

  private static String codes(Risk risk) {
    return risk.reasons().stream().map(Reason::code).collect(Collectors.joining(" "));
  }

  private static long bytes(@Nullable Bytes size) {
    return size == null ? UNKNOWN : size.count();
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? UNKNOWN : duration.toNanos();
  }

  private static long number(OptionalLong number) {
    return number.orElse(UNKNOWN);
  }
}
