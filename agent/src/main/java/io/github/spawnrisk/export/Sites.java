// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.report.CallSite;
import io.github.spawnrisk.report.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The metrics of call sites: each has a short hash as its label, and its place in the code in one
 * metric of its own. There are never more than so many, first come first served, the worst first
 * among those that come at once; the others share one. For one thread at a time.
 */
final class Sites {
  static final int MOST = 50;

  private static final int LONGEST_PLACE = 200;
  private static final int BYTES_OF_HASH = 6;
  private static final String OTHERS = "other";

  private final Set<String> admitted = new HashSet<>();

  private static final class Site {
    private final String place;
    private long spawns;
    private Level level = Level.NONE;

    Site(String place) {
      this.place = place;
    }

    void add(Row row) {
      spawns += row.spawns();
      level = level.max(row.level());
    }
  }

  List<Metric> metrics(List<Row> ranked) {
    Map<String, Site> sites = new LinkedHashMap<>();
    Set<CallSite> known = new HashSet<>();
    for (Row row : ranked) {
      known.add(row.callSite());
      String id = idOf(row.callSite());
      String place = id.equals(OTHERS) ? CallSite.OTHERS.label() : row.callSite().label();
      sites.computeIfAbsent(id, first -> new Site(place)).add(row);
    }
    return List.of(
        Metric.counter(
            "spawnrisk.call_site.spawns",
            "{spawn}",
            "Calls that returned, by call site (spawnrisk_call_site_info has its place).",
            points(sites, site -> site.spawns)),
        Metric.gauge(
            "spawnrisk.call_site.level",
            "",
            "The worst level of a call site: 0 none, 1 notice, 2 warning, 3 critical.",
            points(sites, site -> Metric.number(site.level))),
        Metric.gauge(
            "spawnrisk.call_site.info", "", "Where a call site is; always 1.", places(sites)),
        Metric.gauge(
            "spawnrisk.call_sites",
            "{call_site}",
            "Call sites that the report has.",
            Metric.only(known.size())),
        Metric.gauge(
            "spawnrisk.call_sites.limit",
            "{call_site}",
            "Call sites that have metrics of their own, at most; the rest is 'other'.",
            Metric.only(MOST)));
  }

  private String idOf(CallSite site) {
    if (site.equals(CallSite.OTHERS)) {
      return OTHERS;
    }
    String hash = hash(site.label());
    if (admitted.size() < MOST) {
      admitted.add(hash);
    }
    return admitted.contains(hash) ? hash : OTHERS;
  }

  /** The same in each process, so that one call site can be compared over a fleet. */
  static String hash(String place) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES_OF_HASH);
    } catch (NoSuchAlgorithmException impossible) { // each Java platform has to have it
      throw new IllegalStateException(impossible);
    }
  }

  private interface Figure {
    double of(Site site);
  }

  private static List<Metric.Point> points(Map<String, Site> sites, Figure figure) {
    List<Metric.Point> points = new ArrayList<>();
    sites.forEach(
        (id, site) -> points.add(new Metric.Value(Map.of("call_site", id), figure.of(site))));
    return points;
  }

  private static List<Metric.Point> places(Map<String, Site> sites) {
    List<Metric.Point> points = new ArrayList<>();
    sites.forEach(
        (id, site) -> {
          String place = site.place;
          String shown =
              place.length() <= LONGEST_PLACE ? place : place.substring(0, LONGEST_PLACE);
          points.add(new Metric.Value(Map.of("call_site", id, "place", shown), 1));
        });
    return points;
  }
}
