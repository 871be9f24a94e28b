// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Attempt;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What libraries start, each by its own way, seen by each way into a JVM: once, with its stack. */
class LibrariesIT {
  @TempDir Path folder;

  /** How the agent comes in. */
  enum Way {
    JAVA_AGENT,
    JAVA_AGENT_AND_PRELOAD,
    NATIVE_AGENT,
    ATTACH
  }

  /**
   * A library: how it asks for its child.
   *
   * @param others what else it starts before: JNA asks ldconfig for its folders
   */
  private record Row(String library, String call, String mechanism, String frame, int others) {}

  private static Row row(String library) {
    return new Row(library, "posix_spawn", "vfork", ".LibrarySpawner." + library + ":", 0);
  }

  private static final List<Row> ROWS =
      List.of(
          row("processBuilder"),
          row("runtime"),
          row("ztExec"),
          row("commonsExec"),
          new Row("nuProcess", "vfork", "vfork", ".LibrarySpawner.nuProcess:", 1),
          new Row("pty4j", "fork", "fork", "com.pty4j.unix.NativePtyExecutor.execPty:", 1));

  static Stream<Arguments> cells() {
    return ROWS.stream().flatMap(row -> Stream.of(Way.values()).map(way -> Arguments.of(row, way)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aLibrarysSpawnIsSeenOnceWithItsJavaStack(Row row, Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");

    long child = spawn(host(row, way, log), way, log);

    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).hasSize(1 + row.others());
    Attempt attempt = events.ofChild(child).attempt();
    assertThat(attempt.call()).isEqualTo(row.call());
    assertThat(attempt.mechanism()).isEqualTo(row.mechanism());
    assertThat(attempt.jvm()).isNotNull();
    assertThat(attempt.jvm().stack()).anyMatch(frame -> frame.contains(row.frame()));
  }

  private Jvm host(Row row, Way way, Path log) {
    Jvm jvm =
        Jvm.running(LibrarySpawner.class)
            .argument(row.library())
            .nativeAccess()
            .option("-Djna.tmpdir=" + folder)
            .option("-Dpty4j.tmpdir=" + folder);
    return switch (way) {
      case JAVA_AGENT -> jvm.agent("weave=eager,log=" + log);
      case JAVA_AGENT_AND_PRELOAD ->
          jvm.variable("SPAWNRISK_LOG", log.toString()).preloaded().agent("weave=eager");
      case NATIVE_AGENT -> jvm.nativeAgent("log=" + log);
      case ATTACH -> jvm.option("-XX:+EnableDynamicAgentLoading");
    };
  }

  private static long spawn(Jvm jvm, Way way, Path log) throws Exception {
    Process host = jvm.start();
    try (BufferedReader out = host.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      if (way == Way.ATTACH) {
        attach(host, log);
      }
      Writer in = host.outputWriter(StandardCharsets.UTF_8);
      in.write("spawn\n");
      in.flush();
      long child = Long.parseLong(out.readLine());
      assertThat(host.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return child;
    } finally {
      host.destroyForcibly();
    }
  }

  private static void attach(Process host, Path log) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(host.pid()));
    try {
      machine.loadAgentPath(Jvm.library().toString(), "log=" + log);
    } finally {
      machine.detach();
    }
  }
}
