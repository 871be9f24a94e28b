// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.event.Unstarted;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a child was to be started, and what Java said where it was not. */
class LaunchEventIT {
  @TempDir Path folder;

  enum Way {
    AGENT,
    ATTACH,
    NATIVE_AGENT
  }

  static Stream<Arguments> mechanismsAndWays() {
    return Jvm.mechanisms().stream()
        .flatMap(name -> Stream.of(Way.values()).map(way -> Arguments.of(name, way)));
  }

  private Jvm by(Way way, Jvm jvm, Path log) throws Exception {
    return switch (way) {
      case AGENT -> jvm.agent("weave=eager,jmx=false,log=" + log);
      case ATTACH -> jvm.attached(folder, "jmx=false,log=" + log);
      case NATIVE_AGENT -> jvm.nativeAgent("log=" + log);
    };
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("mechanismsAndWays")
  void aSpawnTellsHowItWasSetUpAndWhatJavaSaid(String mechanism, Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(LaunchShapes.class).argument(folder.toString()).mechanism(mechanism);

    Jvm.Result result = by(way, jvm, log).run();

    assertThat(result.status()).as(result.err()).isZero();
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns)
        .extracting(spawn -> spawn.attempt().jvm().launch())
        .containsExactly(
            inherited(false, "pipe", "pipe", "pipe"),
            new JvmContext.Launch(true, "pipe", "write", "merged", OptionalLong.of(1)),
            inherited(false, "inherit", "discard", "append"),
            inherited(false, "pipe", "pipe", "pipe"),
            inherited(false, "pipe", "pipe", "pipe"),
            inherited(true, "pipe", "pipe", "pipe"));
    assertThat(EventFile.read(log).of(Unstarted.class))
        .extracting(Unstarted::spawn, Unstarted::exception, Unstarted::error)
        .containsExactly(
            unstarted(spawns.get(4).id(), "ENOENT"), unstarted(spawns.get(5).id(), "ENOENT"));
    assertThat(Files.readString(log)).doesNotContainIgnoringCase("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "AGENT, C.UTF-8, b\u00e4h",
    "ATTACH, C.UTF-8, b\u00e4h",
    "NATIVE_AGENT, C.UTF-8, b\u00e4h",
    "AGENT, C, b?h",
    "ATTACH, C, b?h",
    "NATIVE_AGENT, C, b?h"
  })
  void aCommandIsToldAsTheKernelIsToldIt(Way way, String locale, String command) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(OddlyNamed.class).variable("LC_ALL", locale);

    Jvm.Result result = by(way, jvm, log).run();

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().command())
        .containsExactly(command);
  }

  @ParameterizedTest
  @EnumSource
  void aCommandInAnotherEncodingIsToldInTheBytesThatTheKernelGets(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(OddlyNamed.class).option("-Dfile.encoding=ISO-8859-1");
    Charset ofCommands = Jvm.FEATURE < 18 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;

    by(way, jvm, log).run();

    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().command())
        .containsExactly(new String("b\u00e4h".getBytes(ofCommands), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void whatJavaSaysOfACallThatFailedIsJoinedToItsErrno(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Path runtime = folder.resolve("runtime");
    Runtimes.link(runtime, "java.base", "java.instrument");
    Files.delete(runtime.resolve("lib/jspawnhelper"));

    Jvm jvm = Jvm.running(SpawnOnce.class).of(runtime).argument("true");
    Jvm.Result result = by(way, jvm, log).run();

    assertThat(result.err()).contains("Caused by: java.io.IOException: ");
    Spawn spawn = EventFile.read(log).spawns().get(0);
    assertThat(spawn.outcome()).isEqualTo(new Outcome.Failed(2, "ENOENT"));
    assertThat(EventFile.read(log).of(Unstarted.class))
        .extracting(Unstarted::spawn, Unstarted::exception, Unstarted::error)
        .containsExactly(unstarted(spawn.id(), "ENOENT"));
  }

  @ParameterizedTest
  @EnumSource
  void aChildThatRunsIsNotToldAsUnstartedWhereJavaLosesIt(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Limited.largeThreads(StartsOnRequest.class);
    try (Lingering host = Lingering.in(by(way, jvm, log))) {
      Limited.allowNoThread(host);
      assertThat(host.say("start")).isEqualTo("java.lang.OutOfMemoryError");
      Limited.allowAll(host);
      assertThat(host.say("start")).isEqualTo("0");

      assertThat(host.end()).isZero();
      assertThat(EventFile.read(log).spawns()).hasSize(2);
      assertThat(EventFile.read(log).of(Unstarted.class)).isEmpty();
    }
  }

  private static JvmContext.Launch inherited(
      boolean directory, String input, String output, String error) {
    return new JvmContext.Launch(directory, input, output, error, OptionalLong.empty());
  }

  private static Tuple unstarted(String spawn, String error) {
    return tuple(spawn, "java.io.IOException", error);
  }
}
