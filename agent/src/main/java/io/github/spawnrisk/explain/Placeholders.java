// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.CgroupFacts;
import io.github.spawnrisk.event.EarlierChildren;
import io.github.spawnrisk.event.LivingCopyFacts;
import io.github.spawnrisk.event.SystemFacts;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills the named placeholders of a text, such as {need}, with the numbers of a situation. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)\\}");
  private static final String NOT_KNOWN = "an unknown amount";

  private final Map<String, String> values = new TreeMap<>();

  Placeholders(Situation situation, Unit unit) {
    Attempt attempt = situation.attempt();
    OptionalLong need = situation.finding().worst().need();
    OptionalLong have = situation.finding().worst().have();
    values.put("need", unit.text(need));
    values.put("lived", (situation.isToldByParent() ? "up to " : "") + unit.text(need));
    values.put("have", unit.text(have));
    values.put("missing", unit.text(situation.missing()));
    values.put("heap_growth", Unit.BYTES.text(situation.heapGrowth()));
    values.put("heap_excess", Unit.BYTES.text(situation.heapExcess()));
    values.put("call", attempt.call());
    values.put("limiter", situation.limiter());
    values.put("limit_name", situation.limitName());
    values.put("source", situation.wholeSource());
    values.put("charge", bytes(attempt.memory().commitCharge()));
    values.put("status", situation.folder() + "status");
    values.put(
        "inherited",
        situation.isOfLaunches()
            ? "both ends of " + unit.text(need) + " " + situation.source()
            : unit.text(need) + " of this process's descriptors, such as " + situation.source());
    values.put("areas", situation.folder() + "maps and smaps");
    values.put("charge_source", situation.chargeSource());
    values.put("need_source", situation.needSource());
    values.put("stall_rate", rate(attempt.stallRate()));
    values.put("page_tables", bytes(attempt.memory().pageTables()));
    values.put("pages", count(attempt.pagesToFaultAgain()));
    values.put("threads", count(attempt.threads()));
    values.put("exposure", bytes(attempt.copyExposure()));
    values.put("copied_tables", Unit.BYTES.text(situation.copiedTables()));
    EarlierChildren earlier = attempt.earlier();
    values.put("earlier", earlier == null ? "no" : Quantities.count(earlier.ended()));
    values.put("usual_copy", bytes(situation.usualCopy()));
    values.put("usual_tables", Unit.BYTES.text(beyond(need, situation.usualCopy())));
    values.put("uncopied", bytes(situation.uncopied()));
    LivingCopyFacts living = attempt.livingCopies();
    values.put("living", living == null ? "none" : Quantities.count(living.count()));
    CgroupFacts cgroup = attempt.cgroup();
    values.put("sum", sum(situation, cgroup, attempt.system()));
    values.put(
        "commit_sum",
        situation.isStrictPolicy() ? ofStrictPolicy(attempt.system()) : ofAll(attempt.system()));
    values.put("when", attempt.time().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** How `have` comes about. */
  private static String sum(Situation situation, @Nullable CgroupFacts cgroup, SystemFacts system) {
    if (situation.isOfHigh()) {
      return sumBelowHigh(cgroup);
    }
    return situation.isInCgroup() ? sumOf(cgroup, situation.usageName()) : sumOf(system);
  }

  /** The group may be another one than the tightest, of which usage and reclaimable are told. */
  private static String sumBelowHigh(@Nullable CgroupFacts cgroup) {
    return cgroup == null
        ? NOT_KNOWN
        : "memory.high %s - memory.current less what reclaim gives back %s"
            .formatted(bytes(cgroup.high()), bytes(cgroup.highUsed()));
  }

  private static OptionalLong beyond(OptionalLong whole, @Nullable Bytes part) {
    return whole.isEmpty() || part == null || part.count() > whole.getAsLong()
        ? OptionalLong.empty()
        : OptionalLong.of(whole.getAsLong() - part.count());
  }

  /** Of page tables, as a MiB of them is a size that people know. */
  private static String rate(OptionalLong nanosecondsPerKib) {
    return nanosecondsPerKib.isPresent()
        ? Quantities.duration(Duration.ofNanos(nanosecondsPerKib.getAsLong() * 1024))
        : NOT_KNOWN;
  }

  private static String sumOf(@Nullable CgroupFacts cgroup, String usageName) {
    return cgroup == null
        ? NOT_KNOWN
        : "limit %s - usage %s (%s) + reclaimable %s (memory.stat) + swap %s"
            .formatted(
                bytes(cgroup.limit()),
                bytes(cgroup.usage()),
                usageName,
                bytes(cgroup.reclaimable()),
                bytes(cgroup.swapRoom()));
  }

  private static String sumOf(SystemFacts system) {
    return "available %s + swap %s".formatted(bytes(system.available()), bytes(system.swapFree()));
  }

  private static String ofAll(SystemFacts system) {
    return "RAM %s + swap %s".formatted(bytes(system.total()), bytes(system.swapTotal()));
  }

  private static String ofStrictPolicy(SystemFacts system) {
    return "CommitLimit %s - Committed_AS %s - reserves %s"
        .formatted(
            bytes(system.commitLimit()), bytes(system.committed()), bytes(system.commitReserves()));
  }

  /** A name that is not known is a mistake in a text: it fails rather than shows. */
  String fill(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))));
  }

  private String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no placeholder {" + name + "}");
    }
    return value;
  }

  private static String bytes(@Nullable Bytes bytes) {
    return bytes == null ? NOT_KNOWN : Quantities.bytes(bytes.count());
  }

  private static String count(OptionalLong count) {
    return count.isPresent() ? Quantities.count(count.getAsLong()) : "all";
  }

  /** What a reason's numbers count. */
  enum Unit {
    BYTES {
      @Override
      String text(long number) {
        return Quantities.bytes(number);
      }
    },
    COUNT {
      @Override
      String text(long number) {
        return Quantities.count(number);
      }
    },
    NANOSECONDS {
      @Override
      String text(long number) {
        return Quantities.duration(Duration.ofNanos(number));
      }
    };

    abstract String text(long number);

    String text(OptionalLong number) {
      return number.isPresent() ? text(number.getAsLong()) : NOT_KNOWN;
    }
  }
}
