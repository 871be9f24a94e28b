// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.report.CallSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What libraries start, each by its own way, seen by each way into a JVM: once, with its stack. */
class LibrariesIT {
  @TempDir Path folder;

  /** How the agent comes in. */
  enum Way {
    JAVA_AGENT,
    JAVA_AGENT_AND_PRELOAD,
    NATIVE_AGENT,
    ATTACH_NATIVE_AGENT,
    ATTACH_COMMAND
  }

  /**
   * What one spawn of a library is seen as.
   *
   * @param where a part of one of its Java frames, or the call site of what has none
   */
  private record Seen(String call, String mechanism, String where) {
    boolean hasJavaStack() {
      return !where.startsWith("java: ");
    }
  }

  /**
   * A library: how it asks for its children.
   *
   * @param others what else it starts before: JNA asks ldconfig for its folders
   */
  private record Row(String library, int others, List<Seen> seen) {
    @Override
    public String toString() {
      return library;
    }
  }

  private static Row row(String library, int others, Seen... seen) {
    return new Row(library, others, List.of(seen));
  }

  private static Row ofTheJdk(String library) {
    return row(library, 0, byTheJdk(library));
  }

  private static Seen byTheJdk(String method) {
    return new Seen("posix_spawn", "vfork", ".LibrarySpawner." + method + ":");
  }

  private static Seen byTheJvm(String call) {
    return new Seen(call, "vfork", "java: the JVM itself: " + call);
  }

  private static Row jna(String name) {
    return row(
        "jna " + name,
        1,
        new Seen("system", "vfork", ".ForeignSpawns.system:"),
        new Seen("popen", "vfork", ".ForeignSpawns.popen:"),
        new Seen("posix_spawn", "vfork", ".ForeignSpawns.posixSpawn:"));
  }

  private static List<Row> rows() {
    List<Row> rows =
        new ArrayList<>(
            List.of(
                ofTheJdk("processBuilder"),
                ofTheJdk("runtime"),
                row("pipeline", 0, byTheJdk("pipeline"), byTheJdk("pipeline")),
                ofTheJdk("ztExec"),
                ofTheJdk("commonsExec"),
                row("nuProcess", 1, new Seen("vfork", "vfork", ".LibrarySpawner.nuProcess:")),
                row(
                    "pty4j",
                    1,
                    new Seen("fork", "fork", "com.pty4j.unix.NativePtyExecutor.execPty:")),
                jna("c"),
                jna("libc.so.6"),
                row("jnr", 0, new Seen("posix_spawnp", "vfork", ".ForeignSpawns.byJnr:")),
                row("jruby", 0, new Seen("posix_spawnp", "vfork", "org.jruby.RubyProcess.spawn:")),
                row("jniFork", 0, new Seen("fork", "fork", ".JniChildren.fork")),
                row(
                    "jniThread",
                    0,
                    new Seen("fork", "fork", "java: libjni_children.so!fork_in_library")),
                row("fullHeap", 0, byTheJvm(Jvm.FEATURE >= 25 ? "posix_spawn" : "vfork"))));
    if (Jvm.FEATURE >= 25) {
      rows.add(row("virtualThread", 0, new Seen("posix_spawn", "vfork", ".VirtualSpawner.spawn:")));
      rows.add(row("ffm", 0, new Seen("system", "vfork", ".FfmSpawner.hasShell:")));
    }
    return rows;
  }

  static Stream<Arguments> cells() {
    return rows().stream()
        .flatMap(row -> Stream.of(Way.values()).map(way -> Arguments.of(row, way)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aLibrarysSpawnsAreSeenOnceWithTheirJavaStack(Row row, Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");

    String[] children = spawn(host(row, way, log), way, log).split(" ", -1);

    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).hasSize(row.others() + row.seen().size());
    assertThat(children).hasSameSizeAs(row.seen());
    for (int i = 0; i < children.length; i++) {
      Spawn spawn = events.spawns().get(row.others() + i);
      assertIs(
          children[i].equals("0") ? spawn : events.ofChild(Long.parseLong(children[i])), row, i);
    }
  }

  private static void assertIs(Spawn spawn, Row row, int number) {
    Seen seen = row.seen().get(number);
    assertThat(spawn.attempt().call()).isEqualTo(seen.call());
    assertThat(spawn.attempt().mechanism()).isEqualTo(seen.mechanism());
    if (seen.hasJavaStack()) {
      assertThat(spawn.attempt().jvm()).isNotNull();
      assertThat(spawn.attempt().jvm().stack()).anyMatch(frame -> frame.contains(seen.where()));
    } else {
      assertThat(CallSite.of(spawn.attempt()).label()).isEqualTo(seen.where());
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachProgramOfADatabaseInATestIsSeenOnce(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Row row = row("postgres", 0);

    spawn(host(row, way, log).option("-Djava.io.tmpdir=" + folder), way, log);

    List<String> starters =
        EventFile.read(log).spawns().stream()
            .map(Spawn::attempt)
            .filter(attempt -> attempt.jvm() != null) // a preload sees those of the database too
            .flatMap(attempt -> attempt.jvm().stack().stream().filter(LibrariesIT::isOfPostgres))
            .map(frame -> frame.replaceFirst(".*\\.EmbeddedPostgres\\.(\\w+):.*", "$1"))
            .toList();
    assertThat(starters).containsExactly("initdb", "startPostmaster", "pgCtl");
  }

  /** Their callers are the same for all. */
  private static boolean isOfPostgres(String frame) {
    return frame.matches(".*\\.EmbeddedPostgres\\.(initdb|startPostmaster|pgCtl):.*");
  }

  @ParameterizedTest
  @EnumSource
  void aJniLibrarysForkHasItsNativeFramesBesideJavas(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");

    spawn(host(row("jniFork", 0), way, log), way, log);

    Attempt attempt = EventFile.read(log).spawns().get(0).attempt();
    assertThat(attempt.caller().stack().get(0))
        .matches("libjni_children\\.so!fork_in_library\\+0x[0-9a-f]+");
    assertThat(attempt.caller().stack().get(1))
        .startsWith("libjni_children.so!Java_io_github_spawnrisk_apps_JniChildren_fork+0x");
    assertThat(CallSite.of(attempt).label()).isEqualTo("io.github.spawnrisk.apps.JniChildren.fork");
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatTheJvmDoesNotKnowHasItsOwnName(Way way) throws Exception {
    Path log = folder.resolve("events.jsonl");

    spawn(host(row("jniThread", 0), way, log), way, log);

    Attempt attempt = EventFile.read(log).spawns().get(0).attempt();
    assertThat(attempt.jvm()).isNull();
    assertThat(attempt.caller().thread()).isEqualTo("jni-worker");
  }

  private Jvm host(Row row, Way way, Path log) throws Exception {
    Jvm jvm =
        Jvm.running(LibrarySpawner.class)
            .nativeAccess()
            .option("-Djna.tmpdir=" + folder)
            .option("-Dpty4j.tmpdir=" + folder)
            .option("-Dapps.jni=" + JniLibrary.build(folder))
            .option("-XX:OnOutOfMemoryError=true");
    Stream.of(row.library().split(" ", -1)).forEach(jvm::argument);
    return switch (way) {
      case JAVA_AGENT -> jvm.agent("weave=eager,log=" + log);
      case JAVA_AGENT_AND_PRELOAD ->
          jvm.variable("SPAWNRISK_LOG", log.toString()).preloaded().agent("weave=eager");
      case NATIVE_AGENT -> jvm.nativeAgent("log=" + log);
      case ATTACH_NATIVE_AGENT, ATTACH_COMMAND -> jvm.option("-XX:+EnableDynamicAgentLoading");
    };
  }

  private static String spawn(Jvm jvm, Way way, Path log) throws Exception {
    Process host = jvm.start();
    try (BufferedReader out = host.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready");
      attach(host, way, log);
      Writer in = host.outputWriter(StandardCharsets.UTF_8);
      in.write("spawn\n");
      in.flush();
      String children = ownLine(out);
      assertThat(host.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return children;
    } finally {
      host.destroyForcibly();
    }
  }

  /** The JVM tells of a full heap first. */
  private static String ownLine(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line.startsWith("#")) {
      line = out.readLine();
    }
    return line;
  }

  private static void attach(Process host, Way way, Path log) throws Exception {
    String pid = Long.toString(host.pid());
    if (way == Way.ATTACH_COMMAND) {
      assertThat(new CommandLine().run("attach", pid, "log=" + log).status()).isZero();
    } else if (way == Way.ATTACH_NATIVE_AGENT) {
      attachNativeAgent(pid, log);
    }
  }

  private static void attachNativeAgent(String pid, Path log) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(pid);
    try {
      machine.loadAgentPath(Jvm.library().toString(), "log=" + log);
    } finally {
      machine.detach();
    }
  }
}
