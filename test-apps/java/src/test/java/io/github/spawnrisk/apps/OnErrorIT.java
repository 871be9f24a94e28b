// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.report.CallSite;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JVM starts while it crashes, from a signal's handler. */
class OnErrorIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"java agent", "native agent", "java agent and preload", "attach"})
  void theProgramThatADyingJvmStartsIsSeenOnceAsItsOwn(String way) throws Exception {
    Path log = folder.resolve("events.jsonl");
    Path proof = folder.resolve("proof");
    try (Lingering host = Lingering.in(observed(way, log, proof))) {
      if (way.equals("attach")) {
        assertThat(new CommandLine().run("attach", host.pid(), "log=" + log).status()).isZero();
      }
      assertThat(new ProcessBuilder("kill", "-SEGV", host.pid()).start().waitFor()).isZero();
      assertThat(host.status()).isEqualTo(1); // os::abort without a core
    }

    assertThat(proof).exists();
    List<CallSite> sites =
        EventFile.read(log).spawns().stream()
            .filter(spawn -> spawn.attempt().process().name().equals("java"))
            .map(spawn -> CallSite.of(spawn.attempt()))
            .toList();
    assertThat(sites).hasSize(1);
    assertThat(sites.get(0).label()).startsWith("java: the JVM itself: ");
  }

  private Jvm observed(String way, Path log, Path proof) {
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-XX:+EnableDynamicAgentLoading")
            .option("-XX:-CreateCoredumpOnCrash")
            .option("-XX:ErrorFile=" + folder.resolve("hs_err"))
            .option("-XX:OnError=touch " + proof);
    return switch (way) {
      case "java agent" -> jvm.agent("weave=eager,log=" + log);
      case "native agent" -> jvm.nativeAgent("log=" + log);
      case "java agent and preload" ->
          jvm.agent("weave=eager").preloaded().variable("SPAWNRISK_LOG", log.toString());
      default -> jvm;
    };
  }
}
