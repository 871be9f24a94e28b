// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Outcome;
import io.github.spawnrisk.event.Spawn;
import io.github.spawnrisk.report.CallSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  private static final String HOST = "io.github.spawnrisk.apps.LibrarySpawner.";
  private static final String FOREIGN = "io.github.spawnrisk.apps.ForeignSpawns.";
  private static final String MAIN = HOST + "main";
  private static final String START = "java.lang.ProcessBuilder.start";
  private static final String EXEC = "java.lang.Runtime.exec";
  private static final String JNA = "com.sun.jna.Function.";
  private static final String POSIX = "jnr.posix.BaseNativePOSIX.posix_spawnp";

  /**
   * What one spawn of a library is seen as.
   *
   * @param label the call site of what has no Java frame; null: it has some
   * @param top its Java frames from the innermost one on, without their lines
   */
  private record Seen(String call, String mechanism, @Nullable String label, List<String> top) {}

  private static Seen seen(String call, String mechanism, String... top) {
    return new Seen(call, mechanism, null, List.of(top));
  }

  private static Seen byTheJdk(String... top) {
    return seen("posix_spawn", "vfork", top);
  }

  private static Seen withoutJava(String call, String mechanism, String label) {
    return new Seen(call, mechanism, label, List.of());
  }

  /**
   * A library: how it asks for its children.
   *
   * @param library how the host is asked for it, and behind a blank what it is given
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

  private static Row byMechanism(String name, String call, String mechanism) {
    return row(
        "processBuilder " + name, 0, seen(call, mechanism, START, HOST + "processBuilder", MAIN));
  }

  private static Row pipeline() {
    Seen each = byTheJdk("java.lang.ProcessBuilder.startPipeline", HOST + "pipeline", MAIN);
    return row("pipeline", 0, each, each);
  }

  private static Row commonsExec() {
    String launcher = "org.apache.commons.exec.launcher.Java13CommandLauncher.";
    String executor = "org.apache.commons.exec.DefaultExecutor.";
    return row(
        "commonsExec",
        0,
        byTheJdk(
            START,
            EXEC,
            launcher + "exec",
            executor + "launch",
            executor + "executeInternal",
            executor + "execute",
            executor + "execute",
            HOST + "commonsExec",
            MAIN));
  }

  private static Row ztExec() {
    String executor = "org.zeroturnaround.exec.ProcessExecutor.";
    return row(
        "ztExec",
        0,
        byTheJdk(
            START,
            executor + "invokeStart",
            executor + "startInternal",
            executor + "start",
            HOST + "ztExec",
            MAIN));
  }

  private static Row nuProcess() {
    String library = "com.zaxxer.nuprocess.";
    return row(
        "nuProcess",
        1,
        seen(
            "vfork",
            "vfork",
            library + "internal.LibJava10.Java_java_lang_ProcessImpl_forkAndExec",
            library + "linux.LinuxProcess.prepareProcess",
            library + "linux.LinuxProcess.start",
            library + "linux.LinProcessFactory.createProcess",
            library + "NuProcessBuilder.start",
            HOST + "nuProcess",
            MAIN));
  }

  private static Row pty4j() {
    return row(
        "pty4j",
        1,
        seen(
            "fork",
            "fork",
            "com.sun.jna.Native.invokeInt",
            JNA + "invoke",
            JNA + "invoke",
            "com.sun.jna.Library$Handler.invoke",
            "com.pty4j.unix.$Proxy.exec_pty",
            "com.pty4j.unix.NativePtyExecutor.execPty",
            "com.pty4j.unix.PtyHelpers.execPty",
            "com.pty4j.unix.UnixPtyProcess.exec"));
  }

  private static Row jna(String name) {
    return row(
        "jna " + name,
        1,
        seen("system", "vfork", byJna("invokeInt", "invokeInt", "system")),
        seen("popen", "vfork", byJna("invokePointer", "invokePointer", "popen")),
        seen("posix_spawn", "vfork", byJna("invokeInt", "invokeInt", "posixSpawn")));
  }

  /** A pointer's way has a frame more. */
  private static String[] byJna(String innermost, String outermost, String method) {
    List<String> frames = new ArrayList<>(List.of("com.sun.jna.Native." + innermost));
    if (innermost.equals("invokePointer")) {
      frames.add(JNA + innermost);
    }
    for (int depth = 0; depth < 4; depth++) {
      frames.add(JNA + "invoke");
    }
    frames.addAll(List.of(JNA + outermost, FOREIGN + method, HOST + "jna", MAIN));
    return frames.toArray(new String[0]);
  }

  private static Seen byJnr(String... behind) {
    List<String> frames =
        new ArrayList<>(
            List.of(
                "com.kenai.jffi.Foreign.invokeN6O2",
                "com.kenai.jffi.Invoker.invokeN6",
                "jnr.posix.LinuxLibC$jnr$ffi$.posix_spawnp",
                POSIX,
                POSIX));
    frames.addAll(List.of(behind));
    return seen("posix_spawnp", "vfork", frames.toArray(new String[0]));
  }

  private static Row jruby() {
    String executor = "org.jruby.util.io.PopenExecutor.";
    return row(
        "jruby",
        0,
        byJnr(
            "jnr.posix.CheckedPOSIX.posix_spawnp",
            "jnr.posix.LazyPOSIX.posix_spawnp",
            executor + "procSpawnCmdInternal",
            executor + "procSpawnCmd",
            executor + "spawnProcess",
            executor + "spawn",
            "org.jruby.RubyProcess.spawn"));
  }

  private static List<Row> rows() {
    List<Row> rows =
        new ArrayList<>(
            List.of(
                byMechanism("POSIX_SPAWN", "posix_spawn", "vfork"),
                byMechanism("VFORK", "vfork", "vfork"),
                byMechanism("FORK", "fork", "fork"),
                row("runtime", 0, byTheJdk(START, EXEC, EXEC, HOST + "runtime", MAIN)),
                pipeline(),
                ztExec(),
                commonsExec(),
                nuProcess(),
                pty4j(),
                jna("c"),
                jna("libc.so.6"),
                row("jnr", 0, byJnr(POSIX, FOREIGN + "byJnr", MAIN)),
                jruby(),
                row(
                    "jniFork",
                    0,
                    seen("fork", "fork", "io.github.spawnrisk.apps.JniChildren.fork", MAIN)),
                row(
                    "jniThread",
                    0,
                    withoutJava("fork", "fork", "java: libjni_children.so!fork_in_library")),
                fullHeap(Jvm.FEATURE >= 25 ? "posix_spawn" : "vfork")));
    if (Jvm.FEATURE >= 25) {
      rows.addAll(ofNewerJdks());
    }
    return rows;
  }

  private static Row fullHeap(String call) {
    return row("fullHeap", 0, withoutJava(call, "vfork", "java: the JVM itself: " + call));
  }

  private static List<Row> ofNewerJdks() {
    String spawner = "io.github.spawnrisk.apps.VirtualSpawner.";
    String ffm = "io.github.spawnrisk.apps.FfmSpawner.";
    String call = "java.lang.invoke.MethodHandle.invokeWithArguments";
    return List.of(
        row("virtualThread", 0, byTheJdk(START, spawner + "spawn", spawner + "lambda$child$0")),
        row(
            "ffm",
            0,
            seen("system", "vfork", call, ffm + "hasShell", ffm + "system", ffm + "system", MAIN)));
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
      assertThat(((Outcome.Started) spawn.outcome()).childPid())
          .isEqualTo(childPid(children[i], row));
      assertIs(spawn, row.seen().get(i));
    }
  }

  /** system(3) tells nobody its shell's pid; what the JVM starts for itself tells its own. */
  private OptionalLong childPid(String told, Row row) throws IOException {
    String pid = row.library().equals("fullHeap") ? Files.readString(shell()).strip() : told;
    return pid.equals("0") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(pid));
  }

  private Path shell() {
    return folder.resolve("shell");
  }

  private static void assertIs(Spawn spawn, Seen seen) {
    Attempt attempt = spawn.attempt();
    assertThat(attempt.call()).isEqualTo(seen.call());
    assertThat(attempt.mechanism()).isEqualTo(seen.mechanism());
    if (seen.label() != null) {
      assertThat(CallSite.of(attempt).label()).isEqualTo(seen.label());
      return;
    }
    assertThat(attempt.jvm().stack().stream().map(LibrariesIT::withoutNumbers))
        .startsWith(seen.top().toArray(new String[0]));
  }

  /** Nor those of classes that are made as they are needed. */
  private static String withoutNumbers(String frame) {
    return frame.replaceFirst(":\\d+$", "").replaceFirst("(\\$Proxy|\\$jnr\\$ffi\\$)\\d+", "$1");
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
            .option("-XX:OnOutOfMemoryError=echo $$ >" + shell());
    String[] asked = row.library().split(" ", -1);
    Stream.of(asked).forEach(jvm::argument);
    if (asked[0].equals("processBuilder")) {
      jvm.mechanism(asked[1]);
    }
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
