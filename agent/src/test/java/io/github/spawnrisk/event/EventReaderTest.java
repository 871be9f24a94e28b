// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class EventReaderTest {
  private static final String WARNING = Lines.of("service.jsonl").get(0);
  private static final String SPAWN = Lines.of("service.jsonl").get(1);

  private static String why(String line) {
    Reading reading = Lines.read(line);
    assertThat(reading).isInstanceOf(Reading.Unreadable.class);
    return ((Reading.Unreadable) reading).why();
  }

  @Test
  void readsWhoSpawnedWhat() {
    Spawn spawn = (Spawn) Lines.event(SPAWN);

    assertThat(spawn.id()).isEqualTo("4711.88231.1");
    assertThat(spawn.time()).isEqualTo(Instant.parse("2026-01-31T12:00:00.123456Z"));
    assertThat(spawn.process())
        .isEqualTo(new SpawningProcess(4711, OptionalLong.of(4730), OptionalLong.empty(), "java"));
    assertThat(spawn.attempt().command()).isEqualTo("convert");
    assertThat(spawn.attempt().argumentCount()).hasValue(4);
  }

  @Test
  void readsSizesAndDurationsWithTheirTypes() {
    Spawn spawn = (Spawn) Lines.event(SPAWN);

    assertThat(spawn.duration()).isEqualTo(Duration.ofNanos(20_512_768));
    assertThat(spawn.attempt().memory().commitCharge()).isEqualTo(new Bytes(2_270_167_040L));
    assertThat(spawn.attempt().copyExposure()).isEqualTo(new Bytes(1_178_599_424L));
  }

  @Test
  void readsDescriptorsThatTheProgramInherits() {
    String line =
        SPAWN.replace(
            "\"threads\":42",
            "\"inherited_descriptors\":88,\"inherited_descriptors_partial\":true,"
                + "\"inherited_example\":\"pipe 7\",\"threads\":42");

    assertThat(((Spawn) Lines.event(line)).attempt().descriptors())
        .isEqualTo(new DescriptorFacts(OptionalLong.of(88), true, "pipe 7"));
    assertThat(((Spawn) Lines.event(SPAWN)).attempt().descriptors())
        .isEqualTo(new DescriptorFacts(OptionalLong.empty(), false, null));
  }

  @Test
  void readsTheChildOfASpawnThatSucceeded() {
    Spawn spawn = (Spawn) Lines.event(SPAWN);

    assertThat(spawn.outcome())
        .isEqualTo(new Outcome.Started(OptionalLong.of(4801), OptionalLong.empty(), null));
  }

  @Test
  void readsTheErrorOfASpawnThatFailed() {
    Spawn spawn = (Spawn) Lines.event(Lines.of("refused.jsonl").get(0));

    assertThat(spawn.outcome()).isEqualTo(new Outcome.Failed(12, "ENOMEM"));
  }

  @Test
  void readsTheRiskWithItsNumbers() {
    Risk risk = ((Spawn) Lines.event(SPAWN)).attempt().risk();

    assertThat(risk.level()).isEqualTo(Level.WARNING);
    assertThat(risk.reasons())
        .contains(
            new Reason(
                "OOM_POSSIBLE",
                Level.WARNING,
                OptionalLong.of(1_181_163_520),
                OptionalLong.of(381_681_664),
                "cgroup /spawnrisk/service memory.max"));
  }

  @Test
  void readsTheJavaStackInnermostFirst() {
    JvmContext jvm = ((Spawn) Lines.event(SPAWN)).attempt().jvm();

    assertThat(jvm.stack()).startsWith("java.lang.ProcessImpl.forkAndExec:0");
    assertThat(jvm.heapMax()).isEqualTo(new Bytes(1_073_741_824));
  }

  @Test
  void readsAWarningWithTheIdOfTheSpawnToCome() {
    assertThat(Lines.event(WARNING))
        .isInstanceOfSatisfying(
            Warning.class, warning -> assertThat(warning.spawn()).isEqualTo("4711.88231.1"));
  }

  @Test
  void readsALoss() {
    Loss loss = (Loss) Lines.event(Lines.of("loss.jsonl").get(0));

    assertThat(loss.lost()).isEqualTo(3);
    assertThat(loss.why()).isEqualTo("ENOSPC");
  }

  @Test
  void readsAnEndWithoutItsChild() {
    String line =
        "{\"schema\":1,\"event\":\"exit\",\"spawn\":\"900.4000.3\",\"time\":\"2026-01-31T12:00:12Z\","
            + "\"process\":{\"pid\":900,\"tid\":900,\"start\":4000},\"status\":3}";

    Exit exit = (Exit) Lines.event(line);

    assertThat(exit.childPid()).isEmpty();
    assertThat(exit.end().status()).hasValue(3);
  }

  @Test
  void leavesAnAbsentFactAbsent() {
    String line = SPAWN.replace("\"commit_charge\":2270167040,", "").replace("\"threads\":42,", "");

    Attempt attempt = ((Spawn) Lines.event(line)).attempt();

    assertThat(attempt.memory().commitCharge()).isNull();
    assertThat(attempt.threads()).isEmpty();
  }

  @Test
  void doesNotDependOnTheOrderOfFields() {
    String moved = SPAWN.replace("{\"schema\":1,", "{").replaceFirst("}$", ",\"schema\":1}");

    assertThat(Lines.event(moved)).isEqualTo(Lines.event(SPAWN));
  }

  @Test
  void ignoresFieldsOfLaterVersions() {
    String later = SPAWN.replace("{\"schema\":1,", "{\"schema\":1,\"new\":{\"a\":[1,{}]},");

    assertThat(Lines.event(later)).isEqualTo(Lines.event(SPAWN));
  }

  @Test
  void passesOverKindsThatItHasNoUseFor() {
    assertThat(Lines.read("{\"schema\":1,\"event\":\"later\"}"))
        .isEqualTo(new Reading.Unused("later"));
  }

  @Test
  void refusesAnotherSchema() {
    assertThat(why("{\"schema\":3}")).isEqualTo("schema 3; this version reads schema 1");
  }

  @Test
  void namesTheMissingField() {
    assertThat(why(SPAWN.replace("\"pid\":4711,", ""))).isEqualTo("field 'process.pid' is missing");
  }

  @Test
  void namesTheFieldOfAnotherType() {
    assertThat(why(SPAWN.replace("\"swap\":0", "\"swap\":\"0\"")))
        .isEqualTo("field 'memory.swap' is not an integer");
  }

  @Test
  void refusesANegativeSize() {
    assertThat(why(SPAWN.replace("\"swap\":0", "\"swap\":-1")))
        .isEqualTo("field 'memory.swap' is negative");
  }

  @Test
  void refusesANumberThatNoLongHolds() {
    assertThat(why(SPAWN.replace("\"swap\":0", "\"swap\":18446744073709551615")))
        .isEqualTo("field 'memory.swap' is not an integer");
  }

  @Test
  void saysThatALineIsCutOff() {
    assertThat(why(SPAWN.substring(0, 300))).isEqualTo("cut off in the middle");
  }

  @Test
  void saysThatALineIsNoJson() {
    assertThat(why("Exception in thread main")).isEqualTo("not JSON");
    assertThat(why("")).isEqualTo("not a JSON object");
  }

  @Test
  void refusesTwoObjectsInOneLine() {
    assertThat(why(SPAWN + SPAWN)).isEqualTo("more than one JSON object");
  }

  @Property(tries = 300)
  void neverThrowsWhateverTheBytes(@ForAll byte[] line) {
    assertThat(new EventReader().read(line)).isNotNull();
  }

  @Property(tries = 300)
  void neverTakesACutLineForAnEvent(@ForAll int seed) {
    byte[] whole = SPAWN.getBytes(StandardCharsets.UTF_8);
    int length = Math.floorMod(seed, whole.length);

    assertThat(new EventReader().read(whole, 0, length)).isInstanceOf(Reading.Unreadable.class);
  }
}
