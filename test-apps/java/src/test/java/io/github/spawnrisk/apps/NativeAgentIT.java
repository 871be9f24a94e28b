// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Spawn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native library as the JVM's own agent: Java stacks without a line of Java of ours. */
class NativeAgentIT {
  @TempDir Path folder;

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void eachSpawnOfTheJdkIsSeenOnceWithItsJavaSide(String mechanism) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(KnownSpawns.class).mechanism(mechanism).nativeAgent("log=" + log);

    Jvm.Result result = jvm.option("-Xms48m").option("-Xmx48m").run();

    assertThat(result.status()).as(result.err()).isZero();
    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).hasSize(result.outLines().size());
    for (String line : result.outLines()) {
      String[] told = line.split(" ", -1);
      Spawn spawn = events.ofChild(Long.parseLong(told[0]));
      assertHeap(spawn);
      Attempt attempt = spawn.attempt();
      assertThat(attempt.command()).isEqualTo(told[1]);
      assertThat(attempt.argumentCount()).hasValue(Long.parseLong(told[2]));
      assertThat(attempt.mechanism()).isEqualTo(mechanism.equals("FORK") ? "fork" : "vfork");
      assertJavaSide(attempt.jvm(), told[3], told[4]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withAPreloadOrTheJavaAgentBesideItEachSpawnIsStillSeenOnce(boolean preloaded)
      throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(KnownSpawns.class).nativeAgent("log=" + log);

    Jvm.Result result =
        (preloaded
                ? jvm.variable("SPAWNRISK_LOG", log.toString()).preloaded()
                : jvm.agent("weave=eager,log=" + log))
            .run();

    assertThat(result.err()).isEmpty();
    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).hasSize(result.outLines().size());
    for (String line : result.outLines()) {
      String[] told = line.split(" ", -1);
      assertJavaSide(events.ofChild(Long.parseLong(told[0])).attempt().jvm(), told[3], told[4]);
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_25)
  void whatForeignFunctionsLookUpIsSeenWithItsJavaStack() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(FfmSpawner.class).option("-Xms48m").option("-Xmx48m").nativeAccess();

    Jvm.Result result = jvm.nativeAgent("log=" + log).run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "true\n", ""));
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).extracting(spawn -> spawn.attempt().call()).containsExactly("system");
    assertThat(spawns.get(0).attempt().jvm().stack())
        .anyMatch(frame -> frame.contains(".FfmSpawner.hasShell:"));
    assertHeap(spawns.get(0));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_25)
  void aCriticalForeignCallIsSeenWithItsThreadAloneAsTheJvmMayNotBeAskedInIt() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(FfmSpawner.class).argument("critical").nativeAccess();

    Jvm.Result result = jvm.nativeAgent("log=" + log).run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "true\n", ""));
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).extracting(spawn -> spawn.attempt().call()).containsExactly("system");
    assertThat(spawns.get(0).attempt().jvm()).isNull();
    assertThat(spawns.get(0).attempt().caller().thread()).isEqualTo("foreign-1");
  }

  private static void assertJavaSide(JvmContext jvm, String thread, String method) {
    assertThat(jvm.thread()).isEqualTo(thread);
    assertThat(jvm.virtual()).isFalse();
    assertThat(jvm.stack().get(0)).startsWith("java.lang.ProcessBuilder.start");
    assertThat(jvm.stack()).filteredOn(frame -> frame.startsWith("java.lang.ProcessB")).hasSize(1);
    assertThat(jvm.stack())
        .anyMatch(frame -> frame.matches(".*\\.apps\\.KnownSpawns\\." + method + ":\\d+"));
  }

  /** Of a JVM that has 48 MiB from its start to its end. */
  private static void assertHeap(Spawn spawn) {
    JvmContext jvm = spawn.attempt().jvm();
    assertThat(jvm.heapCommitted()).isEqualTo(jvm.heapMax());
    assertThat(jvm.heapMax().count()).isEqualTo(48L << 20);
    assertThat(jvm.heapUsed().count()).isBetween(1L, 48L << 20);
  }

  @Test
  void framesAreThoseThatTheJavaAgentTells() throws Exception {
    assertSameStacks(StackShapes.class, 26);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void framesOfAVirtualThreadAreThoseThatTheJavaAgentTells() throws Exception {
    assertSameStacks(VirtualSpawner.class, 1);
  }

  private void assertSameStacks(Class<?> host, int spawns) throws Exception {
    Path log = folder.resolve("native.jsonl");
    Path other = folder.resolve("java.jsonl");
    Path late = folder.resolve("late.jsonl");

    Jvm.Result result = Jvm.running(host).heldBeforeMain(folder).nativeAgent("log=" + log).run();
    Jvm.running(host).heldBeforeMain(folder).agent("weave=eager,log=" + other).run();
    Jvm.running(host).attached(folder, "log=" + late).run();

    assertThat(result.status()).as(result.err()).isZero();
    assertThat(stacks(log)).hasSize(spawns).isEqualTo(stacks(other));
    assertThat(stacks(late)).isEqualTo(stacks(other));
  }

  private static List<String> stacks(Path log) throws IOException {
    return EventFile.read(log).spawns().stream()
        .map(spawn -> spawn.attempt().jvm())
        .map(jvm -> jvm.thread() + " " + jvm.virtual() + " " + String.join("\n", jvm.stack()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatJnaLooksUpByAHandleIsSeenOnceWithItsJavaStack(boolean byJavaAgent) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(JnaSpawner.class).option("-Djna.tmpdir=" + folder).nativeAccess();
    jvm.option("-Xms48m").option("-Xmx48m");

    Jvm.Result result =
        (byJavaAgent ? jvm.agent("log=" + log) : jvm.nativeAgent("log=" + log)).run();

    assertThat(result.out()).as(result.err()).startsWith("3 4 ");
    EventFile events = EventFile.read(log);
    assertThat(events.spawns())
        .extracting(spawn -> spawn.attempt().call())
        .containsExactly("posix_spawn", "system", "system", "posix_spawn"); // the first: ldconfig
    long child = Long.parseLong(result.outLines().get(0).split(" ", -1)[2]);
    assertThat(events.ofChild(child).attempt().jvm().thread()).isEqualTo("jna-1");
    assertFrame(events.spawns().get(1), "onC");
    assertFrame(events.spawns().get(2), "onFile");
    assertFrame(events.ofChild(child), "spawn");
    assertThat(events.spawns()).allSatisfy(NativeAgentIT::assertHeap);
  }

  private static void assertFrame(Spawn spawn, String method) {
    assertThat(spawn.attempt().jvm().stack().get(0)).startsWith("com.sun.jna.Native.invoke");
    assertThat(spawn.attempt().jvm().stack())
        .anyMatch(frame -> frame.contains(".apps.JnaSpawner." + method + ":"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCommandForAHeapThatIsFullIsTheJvmsOwn(boolean byJavaAgent) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(RunsOutOfHeap.class).option("-XX:OnOutOfMemoryError=true");

    Jvm.Result result =
        (byJavaAgent ? jvm.agent("weave=eager,log=" + log) : jvm.nativeAgent("log=" + log)).run();

    assertThat(result.outLines()).as(result.err()).contains("out of heap");
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(1);
    assertThat(spawns.get(0).attempt().jvm().vmOwn()).isTrue();
    assertThat(spawns.get(0).attempt().jvm().stack()).isEmpty();
    assertThat(spawns.get(0).attempt().mechanism()).isEqualTo("vfork");
  }

  @Test
  void itComesIntoARunningJvmAndLeavesIt() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      host.spawn();
      attach(host, "log=" + log);
      long observed = host.spawn();
      attach(host, "stop");
      host.spawn();
      attach(host, "log=" + log);
      long again = host.spawn();
      int status = host.end();

      EventFile events = EventFile.read(log);
      assertThat(events.spawns()).hasSize(2);
      for (long child : List.of(observed, again)) {
        assertThat(events.ofChild(child).attempt().jvm().stack())
            .anyMatch(frame -> frame.contains("Lingerer.main:"));
      }
      assertThat(status).isZero();
    }
  }

  private static void attach(Lingering host, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgentPath(Jvm.library().toString(), argument);
    } finally {
      machine.detach();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log=/nowhere/log", "arguments=all", "lag=x", "log"})
  void aWrongOptionIsToldInOneLineAndTheJvmRunsOn(String option) throws Exception {
    Jvm.Result bare = Jvm.running(KnownSpawns.class).run();

    Jvm.Result result = Jvm.running(KnownSpawns.class).nativeAgent(option).run();

    assertThat(result.status()).isZero();
    assertThat(result.outLines()).hasSameSizeAs(bare.outLines());
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("spawnrisk: agent not started: ");
  }
}
