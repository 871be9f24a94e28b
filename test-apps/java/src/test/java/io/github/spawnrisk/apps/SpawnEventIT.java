// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Spawn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One spawn, one line, and the line tells of the spawn that was made. */
class SpawnEventIT {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  static Stream<Arguments> mechanismsAndDoors() {
    return Jvm.mechanisms().stream()
        .flatMap(name -> Stream.of(Arguments.of(name, false), Arguments.of(name, true)));
  }

  @ParameterizedTest(name = "{0}, preloaded: {1}")
  @MethodSource("mechanismsAndDoors")
  void eachSpawnLeavesOneLineWithItsNativeAndItsJavaSide(String mechanism, boolean preloaded)
      throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(KnownSpawns.class).mechanism(mechanism).agent("weave=eager");
    jvm.variable("SPAWNRISK_LOG", log.toString());

    assertTold(preloaded ? jvm.preloaded().run() : jvm.run(), log, mechanism);
  }

  @ParameterizedTest(name = "{0}, preloaded: {1}")
  @MethodSource("mechanismsAndDoors")
  void eachSpawnAfterAnAttachLeavesTheSame(String mechanism, boolean preloaded) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(KnownSpawns.class).mechanism(mechanism).attached(folder, "jmx=true");
    jvm.variable("SPAWNRISK_LOG", log.toString());

    assertTold(preloaded ? jvm.preloaded().run() : jvm.run(), log, mechanism);
    assertThat(EventFile.read(log).spawns())
        .allSatisfy(
            spawn -> assertThat(spawn.attempt().jvm().nonHeapCommitted().count()).isPositive());
  }

  private static void assertTold(Jvm.Result result, Path log, String mechanism) throws IOException {
    assertThat(result.status()).as(result.err()).isZero();
    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).hasSize(result.outLines().size());
    for (String line : result.outLines()) {
      String[] told = line.split(" ", -1);
      Spawn spawn = events.ofChild(Long.parseLong(told[0]));
      assertNativeSide(spawn.attempt(), mechanism);
      assertThat(spawn.attempt().command()).isEqualTo(told[1]);
      assertThat(spawn.attempt().argumentCount()).hasValue(Long.parseLong(told[2]));
      assertJavaSide(spawn.attempt().jvm(), told[3], told[4]);
    }
  }

  private static void assertNativeSide(Attempt attempt, String mechanism) {
    switch (mechanism) {
      case "FORK" -> assertCall(attempt, "fork", "fork", true);
      case "VFORK" -> assertCall(attempt, "vfork", "vfork", false);
      default -> assertCall(attempt, "posix_spawn", "vfork", false);
    }
    assertThat(attempt.arguments()).isEmpty();
  }

  private static void assertCall(Attempt attempt, String call, String mechanism, boolean copies) {
    assertThat(attempt.call()).isEqualTo(call);
    assertThat(attempt.mechanism()).isEqualTo(mechanism);
    assertThat(attempt.copiesMemory()).isEqualTo(copies);
  }

  private static void assertJavaSide(JvmContext jvm, String thread, String method) {
    assertThat(jvm).isNotNull();
    assertThat(jvm.thread()).isEqualTo(thread);
    assertThat(jvm.virtual()).isFalse();
    assertThat(jvm.stack().get(0)).startsWith("java.lang.ProcessBuilder.start");
    assertThat(jvm.stack()).filteredOn(frame -> frame.startsWith("java.lang.ProcessB")).hasSize(1);
    assertThat(jvm.stack())
        .anyMatch(frame -> frame.matches(".*\\.apps\\.KnownSpawns\\." + method + ":\\d+"));
    assertThat(jvm.heapUsed().count()).isBetween(1L, jvm.heapCommitted().count());
    assertThat(jvm.heapCommitted().count()).isBetween(32 * MIB, jvm.heapMax().count());
    assertThat(jvm.heapMax().count()).isBetween(200 * MIB, 256 * MIB);
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  @EnabledForJreRange(min = JRE.JAVA_21)
  void aVirtualThreadIsNamedAndNotItsCarrier(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result = by(attached, Jvm.running(VirtualSpawner.class), "log=" + log).run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "0\n", ""));
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(1);
    JvmContext jvm = spawns.get(0).attempt().jvm();
    assertThat(jvm.thread()).isEqualTo("feather");
    assertThat(jvm.virtual()).isTrue();
    assertThat(jvm.stack()).anyMatch(frame -> frame.contains("VirtualSpawner.spawn:"));
  }

  private Jvm by(boolean attached, Jvm jvm, String options) throws Exception {
    return attached ? jvm.attached(folder, options) : jvm.agent("weave=eager," + options);
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  void argumentsAreLoggedWhereTheyWereAskedFor(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    by(attached, Jvm.running(KnownSpawns.class), "arguments=full,log=" + log).run();

    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().arguments())
        .containsExactly(
            List.of("/bin/true", "one", "two"),
            List.of("false"),
            List.of("echo", "a line"),
            List.of("cat"));
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  void ofArgumentsWhatAPatternTellsIsHidden(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    by(attached, Jvm.running(KnownSpawns.class), "arguments=full,redact=--x*;ON*,log=" + log).run();

    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().arguments())
        .startsWith(List.of("/bin/true", "***", "***"), List.of("false"));
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  void aMissingProgramLeavesOneLineAsWell(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    by(attached, Jvm.running(OrdinaryHost.class), "log=" + log).run();

    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().command())
        .containsExactly("echo", "cat", "program", "sh", "sh");
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void theSampleServiceIsSeenFromEachOfItsCallSites(String mechanism)
      throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(SampleService.class).mechanism(mechanism);

    Jvm.Result result = jvm.agent("weave=eager,log=" + log).run();

    assertThat(result.outLines())
        .containsExactly("served 15 requests by launch mechanism " + mechanism + ": 20625 bytes");
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(20).allSatisfy(one -> assertNativeSide(one.attempt(), mechanism));
    for (String site : List.of("Thumbnails.make", "Reports.print", "Archive.store")) {
      assertThat(spawns)
          .filteredOn(spawn -> spawn.attempt().jvm().stack().toString().contains("." + site + ":"))
          .hasSize(site.startsWith("Archive") ? 10 : 5);
    }
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  void aThreadsNameIsToldTheSameByEachWayIn(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result = by(attached, Jvm.running(NamesThreads.class), "log=" + log).run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "", ""));
    List<String> names =
        EventFile.read(log).spawns().stream().map(spawn -> spawn.attempt().jvm().thread()).toList();
    assertThat(names)
        .containsExactly(
            "before?behind",
            "high ? alone",
            "low ? alone",
            "?? turned",
            "both \uD83D\uDE00 there",
            "\u00e4\u20ac",
            "");
  }

  @ParameterizedTest(name = "attached: {0}")
  @ValueSource(booleans = {false, true})
  void theFirstSpawnTellsWhatTheJvmIsLike(boolean attached) throws Exception {
    Path log = folder.resolve("events.jsonl");

    by(attached, Jvm.running(KnownSpawns.class), "log=" + log).run();

    JvmContext jvm = EventFile.read(log).spawns().get(0).attempt().jvm();
    assertThat(jvm.state()).isNotNull();
    assertThat(jvm.nonHeapCommitted()).isNotNull();
  }

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }
}
