// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.Spawn;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent comes and goes in a service that never stops spawning. */
class UnderLoadIT {
  private static final int ROUNDS = 20;
  private static final int COMES_AND_GOES = 5;

  @TempDir Path folder;

  @Test
  void aBusyServiceIsEnteredAndLeftWithoutAnythingGoingWrong() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Process jvm = Jvm.running(BusySpawner.class).option("-XX:+EnableDynamicAgentLoading").start();
    try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
      Writer in = jvm.outputWriter(StandardCharsets.UTF_8);
      assertThat(out.readLine()).isEqualTo("ready");
      for (int round = 0; round < ROUNDS; round++) {
        attach(jvm, "log=" + log);
        assertThat(count(out, in)[1]).isZero();
        attach(jvm, "stop");
      }
      int observed = EventFile.read(log).spawns().size();
      long[] left = count(out, in);
      while (count(out, in)[0] < left[0] + 50) { // as many as nobody saw
        TimeUnit.MILLISECONDS.sleep(50);
      }
      in.close();
      String[] told = out.readLine().split(" ", -1);

      assertThat(told[1]).as("children that were not as they should be").isEqualTo("0");
      assertThat(jvm.waitFor()).isZero();
      List<Spawn> spawns = EventFile.read(log).spawns();
      assertThat(spawns).hasSizeBetween(observed, observed + 8); // calls that were under way
      assertThat(spawns).hasSizeGreaterThan(ROUNDS);
      assertThat(spawns).allSatisfy(spawn -> assertSpawner(spawn.attempt().jvm()));
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void theJavaAgentTellsEachStartWholeFromTheAttachToTheDetach() throws Exception {
    Jvm jvm = Jvm.running(BusySpawner.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      for (int round = 0; round < COMES_AND_GOES; round++) {
        Path log = folder.resolve(round + ".jsonl");
        assertThat(new CommandLine().run("attach", host.pid(), "log=" + log).status()).isZero();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> EventFile.readSoFar(log).spawns().size() > 50);
        assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

        List<Spawn> spawns = EventFile.read(log).spawns();
        assertThat(spawns)
            .filteredOn(spawn -> spawn.attempt().jvm().launch() == null)
            .as("begun before the attach")
            .hasSizeLessThanOrEqualTo(BusySpawner.THREADS)
            .allSatisfy(spawn -> assertSpawner(spawn.attempt().jvm()));
        assertThat(spawns)
            .filteredOn(spawn -> spawn.attempt().jvm().launch() != null)
            .allSatisfy(spawn -> assertWhole(spawn.attempt().jvm()));
      }
      assertThat(host.end()).isZero();
    }
  }

  private static void assertWhole(JvmContext jvm) {
    assertSpawner(jvm);
    assertThat(jvm.heapUsed()).isNotNull();
    assertThat(jvm.nonHeapCommitted()).isNotNull();
    assertThat(jvm.state()).isNotNull();
  }

  private static void assertSpawner(JvmContext jvm) {
    assertThat(jvm.thread()).startsWith("spawner-");
    assertThat(jvm.stack()).anyMatch(frame -> frame.contains(".BusySpawner.spawn:"));
  }

  private static long[] count(BufferedReader out, Writer in) throws Exception {
    in.write("count\n");
    in.flush();
    String[] told = out.readLine().split(" ", -1);
    return new long[] {Long.parseLong(told[0]), Long.parseLong(told[1])};
  }

  private static void attach(Process jvm, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
    try {
      machine.loadAgentPath(Jvm.library().toString(), argument);
    } finally {
      machine.detach();
    }
  }
}
