// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static final String RISKY = Lines.of("service.jsonl").get(1);
  private static final String CALM = Lines.of("redis.jsonl").get(0);

  private static Spawn at(String line, long millisecond, long charge, long available) {
    return (Spawn)
        Lines.event(
            line.replaceFirst(
                    "\"time\":\"[^\"]*\"", "\"time\":\"" + Instant.ofEpochMilli(millisecond) + '"')
                .replaceFirst("\"commit_charge\":\\d+", "\"commit_charge\":" + charge)
                .replaceFirst("\"available\":\\d+", "\"available\":" + available));
  }

  private static Timeline of(List<Spawn> spawns) {
    Timeline timeline = Timeline.none();
    spawns.forEach(spawn -> timeline.add(RowKey.of(spawn.attempt()), spawn));
    return timeline;
  }

  private static List<Spawn> spawns(List<Long> milliseconds) {
    List<Spawn> spawns = new ArrayList<>();
    for (long at : milliseconds) {
      spawns.add(at(at % 3 == 0 ? RISKY : CALM, at, 1000 + at % 1009, 5000 + at % 997));
    }
    return spawns;
  }

  @Test
  void keepsOfEachIntervalTheLargestChargeAndTheLeastHeadroom() {
    Timeline timeline =
        of(
            List.of(
                at(RISKY, 6400, 17, 4099),
                at(RISKY, 6401, 19, 4093),
                at(CALM, 6401, 13, 4091),
                at(RISKY, 6400 + 255, 11, 4111)));

    assertThat(timeline.interval()).isEqualTo(Duration.ofMillis(2));
    assertThat(timeline.intervals()).hasSize(2);
    Timeline.Interval first = timeline.intervals().get(0);
    assertThat(first.start()).isEqualTo(Instant.ofEpochMilli(6400));
    assertThat(first.spawns()).isEqualTo(3);
    assertThat(first.warned()).isEqualTo(2);
    assertThat(first.commitCharge()).isEqualTo(new Bytes(19));
    assertThat(first.exposure()).isEqualTo(new Bytes(1_178_599_424));
    assertThat(first.headrooms())
        .containsExactly(
            new Timeline.Headroom(Limit.MACHINE, 4091, null),
            new Timeline.Headroom(Limit.CGROUP, 381_681_664, "/spawnrisk/service"));
  }

  @Test
  void hasTheWorstReasonOfASpawnThatWasWarnedOf() {
    Timeline timeline = of(List.of(at(RISKY, 6400, 17, 4099), at(CALM, 6500, 17, 4099)));

    assertThat(timeline.worst()).hasSize(1);
    WarnedSpawn worst = timeline.worst().get(0);
    assertThat(worst.reason().code()).isEqualTo("OOM_POSSIBLE");
    assertThat(worst.callSite().label()).isEqualTo("com.acme.images.Thumbnails.render:88");
    assertThat(worst.exposure()).isEqualTo(new Bytes(1_178_599_424));
    assertThat(worst.headroom()).isEqualTo(new Bytes(4099));
    assertThat(worst.returned()).isTrue();
  }

  @Test
  void hasTheCommitLimitUnderPolicy2Alone() {
    String strict =
        RISKY
            .replace("\"overcommit_policy\":0", "\"overcommit_policy\":2")
            .replace("\"committed\":", "\"commit_reserves\":1048576,\"committed\":");

    assertThat(of(List.of(at(strict, 0, 1, 1))).intervals().get(0).headrooms())
        .contains(
            new Timeline.Headroom(
                Limit.COMMIT_LIMIT, 12_638_248_960L - 1_048_576 - 3_556_580_864L, null));
    assertThat(of(List.of(at(RISKY, 0, 1, 1))).intervals().get(0).headrooms())
        .extracting(Timeline.Headroom::limit)
        .doesNotContain(Limit.COMMIT_LIMIT);
  }

  @Test
  void hasACallThatNeverReturned() {
    Report report = Lines.report("killed_inside_fork.jsonl");

    assertThat(report.timeline().worst()).extracting(WarnedSpawn::returned).containsExactly(false);
    assertThat(report.timeline().warned()).isEqualTo(1);
    assertThat(report.timeline().intervals().get(0).spawns()).isZero();
  }

  @Test
  void takesNoTimeOfALogForTooFar() {
    Attempt attempt = at(RISKY, 0, 1, 1).attempt();
    Timeline timeline = Timeline.none();
    for (Instant time : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX)) {
      timeline.add(RowKey.of(attempt), new Warning("1.1.1", moved(attempt, time)));
    }

    assertThat(timeline.intervals()).hasSizeBetween(2, Timeline.MOST);
  }

  private static Attempt moved(Attempt one, Instant time) {
    return Attempt.remembered(
        time,
        one.process(),
        one.call(),
        one.mechanism(),
        one.copiesMemory(),
        one.command(),
        null,
        one.threads(),
        false);
  }

  @Property(tries = 300)
  void isTheSameInWhateverOrderAndPartsItIsAdded(
      @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 0, max = 2_000_000_000_000L) Long> all,
      @ForAll @LongRange(min = 0, max = 11) long at,
      @ForAll long seed) {
    List<Spawn> spawns = spawns(all);
    Timeline whole = of(spawns);
    Collections.shuffle(spawns, new Random(seed));
    int cut = (int) Math.min(at, spawns.size());
    Timeline one = of(spawns.subList(0, cut));
    Timeline other = of(spawns.subList(cut, spawns.size()));

    assertThat(one.plus(other)).isEqualTo(whole);
    assertThat(other.plus(one)).isEqualTo(whole);
    assertThat(whole.intervals()).hasSizeLessThanOrEqualTo(Timeline.MOST);
    assertThat(whole.intervals().stream().mapToLong(Timeline.Interval::spawns).sum())
        .isEqualTo(spawns.size());
  }

  @Property(tries = 20)
  void keepsTheSameWarnedSpawnsOfMoreThanItHasRoomForInWhateverOrderAndParts(@ForAll long seed) {
    Spawn template = at(RISKY, 0, 1, 1);
    List<Spawn> spawns = new ArrayList<>();
    for (int i = 0; i < Timeline.MOST_WARNED + 300; i++) {
      spawns.add(
          new Spawn(
              "1.1." + i,
              template.attempt(),
              template.outcome(),
              template.duration(),
              template.repeats()));
    }
    Timeline whole = of(spawns);
    Collections.shuffle(spawns, new Random(seed));
    int cut = new Random(seed).nextInt(spawns.size());

    Timeline parts = of(spawns.subList(0, cut)).plus(of(spawns.subList(cut, spawns.size())));

    assertThat(parts).isEqualTo(whole);
    assertThat(parts.worst()).hasSize(Timeline.MOST_WARNED);
    assertThat(parts.warned()).isEqualTo(spawns.size());
  }
}
