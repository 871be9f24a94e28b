// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the heap and among the threads of a busy service that was observed and left. */
class LeavesNothingIT {
  private static final Pattern OURS =
      Pattern.compile(".*(spawnrisk(?!\\.apps)|bytebuddy|HTTP-Dispatcher).*");

  @TempDir Path folder;

  @Test
  void aBusyServiceThatWasLeftHasNothingOfOursInItsHeapOrAmongItsThreads() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm =
        Jvm.running(BusySpawner.class)
            .option("-Xms4g")
            .option("-Xmx4g")
            .option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(ofOurs(host)).isEmpty();

      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log).status()).isZero();
      Awaitility.await().until(() -> EventFile.readSoFar(log).spawns().size() > 100);
      assertThat(ofOurs(host)).anyMatch(line -> line.contains("spawnrisk-reporter"));
      assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30)) // a compiler thread may still hold a class loader
          .untilAsserted(() -> assertThat(ofOurs(host)).isEmpty());
      assertThat(host.say("count")).as("children, and those not as they should be").endsWith(" 0");
      assertThat(host.end()).isZero();
    }
  }

  /** Live objects, and threads. */
  static List<String> ofOurs(Lingering host) throws IOException {
    String dump = ask(host, "GC.class_histogram") + ask(host, "Thread.print");
    assertThat(dump).contains("java.lang.String").contains("\"main\"");
    return dump.lines().filter(line -> OURS.matcher(line).matches()).toList();
  }

  private static String ask(Lingering host, String what) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked = new ProcessBuilder(jcmd, host.pid(), what).redirectErrorStream(true).start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
