// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

/** Which field of a line about a child becomes which component of which record. */
final class AftermathFields {
  private AftermathFields() {}

  static Exec exec(JsonObject line) throws MalformedEventException {
    return new Exec(
        EventFields.time(line),
        EventFields.processOf(line),
        line.requiredId("spawn"),
        line.text("command"),
        EventFields.duration(line, "window_ns"),
        line.number("child_faults"),
        line.number("parent_faults"),
        line.flag("followed"),
        line.number("errno").isPresent());
  }

  static Unfollowed unfollowed(JsonObject line) throws MalformedEventException {
    return new Unfollowed(
        EventFields.time(line),
        EventFields.processOf(line),
        line.text("command"),
        line.number("errno").isPresent());
  }

  static Copy copy(JsonObject line) throws MalformedEventException {
    return new Copy(
        EventFields.time(line),
        EventFields.processOf(line),
        line.requiredId("spawn"),
        line.bytes("measured_copy"),
        EventFields.duration(line, "lived_ns"),
        riskOrNone(line));
  }

  static Exit exit(JsonObject line) throws MalformedEventException {
    return new Exit(
        EventFields.time(line),
        EventFields.processOf(line),
        line.requiredId("spawn"),
        line.number("child_pid"),
        end(line),
        EventFields.duration(line, "lived_ns"),
        line.text("oom_killed"),
        riskOrNone(line));
  }

  static Unstarted unstarted(JsonObject line) throws MalformedEventException {
    return new Unstarted(
        EventFields.time(line),
        EventFields.processOf(line),
        line.requiredId("spawn"),
        line.requiredText("exception"),
        line.text("error"));
  }

  static Unobserved unobserved(JsonObject line) throws MalformedEventException {
    return new Unobserved(
        EventFields.time(line),
        EventFields.processOf(line),
        line.requiredNumber("child_pid"),
        end(line));
  }

  private static End end(JsonObject line) throws MalformedEventException {
    return new End(
        line.number("status"),
        line.number("signal"),
        line.bytes("peak_rss"),
        line.bytes("parent_peak_rss"));
  }

  private static Risk riskOrNone(JsonObject line) throws MalformedEventException {
    JsonObject risk = line.object("risk");
    return risk == null ? Risk.NONE : EventFields.risk(risk);
  }
}
