// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a JNI library forks gets the pipes of a process that Java is just starting. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InheritedPipesIT {
  @TempDir Path folder;

  static Stream<Arguments> mechanismsAndWays() {
    return Jvm.mechanisms().stream()
        .flatMap(name -> Stream.of(Arguments.of(name, false), Arguments.of(name, true)));
  }

  private Path log() {
    return folder.resolve("events.jsonl");
  }

  private Lingering host(String mechanism, boolean attached, Hold hold) throws Exception {
    Path library = JniLibrary.build(folder);
    Path holds = JniLibrary.build(folder, JniLibrary.HOLDS);
    Jvm jvm =
        Jvm.running(ForksBeside.class)
            .option("-Dapps.jni=" + library)
            .nativeAccess()
            .mechanism(mechanism)
            .variable("LD_PRELOAD", holds.toString())
            .variable("APPS_HOLD_AFTER_CALL", hold.toString());
    return Lingering.in(
        attached ? jvm.attached(folder, "log=" + log()) : jvm.agent("weave=eager,log=" + log()));
  }

  @ParameterizedTest(name = "{0}, attached: {1}")
  @MethodSource("mechanismsAndWays")
  void aForkBesideAStartThatIsUnderWayIsToldAndNoneBeforeOrAfter(String mechanism, boolean attached)
      throws Exception {
    Hold hold = Hold.in(folder.resolve("hold"));
    try (Lingering host = host(mechanism, attached, hold)) {
      assertThat(leaks(host, "fork")).isEmpty();
      host.say("start");
      hold.await();
      for (String how : List.of("fork", "fork unattached")) {
        List<Reason> during = leaks(host, how);
        assertThat(during).as(how).hasSize(1);
        assertThat(during.get(0).need()).isEqualTo(OptionalLong.of(3));
        assertThat(during.get(0).source())
            .isEqualTo("pipes of a Java process that is being started");
      }
      assertThat(leaks(host, "spawn")).as("the JDK's own closes them").isEmpty();
      hold.release();
      long started = Long.parseLong(host.say("join"));
      assertThat(leaksOf(started)).isEmpty();
      assertThat(leaks(host, "fork")).isEmpty();
      assertThat(leaks(host, "fork unattached")).isEmpty();
    }
  }

  private List<Reason> leaks(Lingering host, String how) throws IOException {
    return leaksOf(Long.parseLong(host.say(how)));
  }

  private List<Reason> leaksOf(long child) throws IOException {
    return EventFile.read(log()).ofChild(child).attempt().risk().reasons().stream()
        .filter(reason -> reason.code().equals("FD_LEAK"))
        .toList();
  }
}
