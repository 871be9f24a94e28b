// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Level;
import java.util.List;
import java.util.Map;

/**
 * One metric at one moment, as yet of no system: each exporter names and sends it as its own has
 * it.
 *
 * @param name as OpenTelemetry writes it, such as spawnrisk.fork.stall
 * @param unit as UCUM writes it: s, By, or what is counted in braces
 */
record Metric(String name, String unit, String help, Kind kind, List<Point> points) {
  /** What can be done with its numbers. */
  enum Kind {
    /** Only grows, until the agent starts anew or is reset. */
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** One number, or one distribution, with what tells it from the others. */
  sealed interface Point {
    Map<String, String> labels();
  }

  record Value(Map<String, String> labels, double value) implements Point {}

  /**
   * Durations in seconds.
   *
   * @param counts of each bucket alone: those up to each of {@link Buckets#BOUNDS}, and the longer
   */
  record Distribution(Map<String, String> labels, long count, double sum, List<Long> counts)
      implements Point {}

  Metric {
    points = List.copyOf(points);
  }

  static Metric counter(String name, String unit, String help, List<Point> points) {
    return new Metric(name, unit, help, Kind.COUNTER, points);
  }

  static Metric gauge(String name, String unit, String help, List<Point> points) {
    return new Metric(name, unit, help, Kind.GAUGE, points);
  }

  static Metric histogram(String name, String help, List<Point> points) {
    return new Metric(name, "s", help, Kind.HISTOGRAM, points);
  }

  /** As the help texts have it. */
  static int number(Level level) {
    return switch (level) {
      case NONE -> 0;
      case NOTICE -> 1;
      case WARNING -> 2;
      case CRITICAL -> 3;
    };
  }

  /** The only point of a metric without labels. */
  static List<Point> only(Number value) {
    return List.of(new Value(Map.of(), value.doubleValue()));
  }
}
