// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A command may be a list of the host's own: what that does as it is read is no part of a start.
 */
class NestedStartsIT {
  @TempDir Path folder;

  enum Way {
    AGENT,
    LATE_WEAVING,
    ATTACH,
    NATIVE_AGENT,
    BOTH
  }

  private Jvm host(Way way) throws Exception {
    Jvm jvm =
        Jvm.running(CommandsThatAct.class)
            .option("-Dapps.jni=" + JniLibrary.build(folder))
            .nativeAccess()
            .option("-XX:+EnableDynamicAgentLoading");
    String options = "jmx=false,log=" + log();
    return switch (way) {
      case AGENT -> jvm.agent("weave=eager," + options);
      case LATE_WEAVING -> jvm.agent(options);
      case ATTACH -> jvm.attached(folder, options);
      case NATIVE_AGENT -> jvm.nativeAgent("log=" + log());
      case BOTH -> jvm.nativeAgent("log=" + log()).agent("weave=eager," + options);
    };
  }

  private Path log() {
    return folder.resolve("events.jsonl");
  }

  @ParameterizedTest
  @EnumSource
  void aStartWithinAnotherIsToldAsItsOwnAndLeavesTheOthersAsItIs(Way way) throws Exception {
    try (Lingering host = Lingering.in(host(way))) {
      String[] children = host.say("nested").split(" ", -1);

      assertThat(host.end()).isZero();
      assertStart(children[0], "true", "pipe");
      assertStart(children[1], "false", "discard");
      assertThat(EventFile.read(log()).spawns()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aForkOfALibraryWithinAStartIsToldAsTheLibrarys(Way way) throws Exception {
    try (Lingering host = Lingering.in(host(way))) {
      String[] children = host.say("forking").split(" ", -1);

      assertThat(host.end()).isZero();
      assertStart(children[0], "true", "pipe");
      Attempt fork = attempt(children[1]);
      assertThat(fork.command()).isNotEqualTo("true");
      assertThat(fork.jvm().launch()).isNull();
      assertThat(fork.jvm().stack().get(0)).endsWith(".JniChildren.fork");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStartThatIsUnderWayAtADetachIsToldInPlaceOfNoLaterOne(boolean besideTheNativeAgent)
      throws Exception {
    Jvm jvm = host(besideTheNativeAgent ? Way.BOTH : Way.AGENT);
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(host.say("held")).isEqualTo("held");
      order("detach", host.pid());
      host.say("release");
      if (!besideTheNativeAgent) {
        order("attach", host.pid(), "jmx=false", "log=" + log());
      }
      String child = host.say("other");

      assertThat(host.end()).isZero();
      assertStart(child, "id", "discard");
    }
  }

  private static void order(String... arguments) throws Exception {
    assertThat(new CommandLine().run(arguments)).isEqualTo(new Jvm.Result(0, "", ""));
  }

  private Attempt attempt(String child) throws IOException {
    return EventFile.read(log()).ofChild(Long.parseLong(child)).attempt();
  }

  private void assertStart(String child, String command, String output) throws IOException {
    Attempt attempt = attempt(child);
    assertThat(attempt.command()).isEqualTo(command);
    assertThat(attempt.jvm().launch().output()).isEqualTo(output);
    assertThat(attempt.jvm().heapUsed()).isNotNull();
    assertThat(attempt.jvm().stack().get(0)).startsWith("java.lang.ProcessBuilder.start");
  }
}
