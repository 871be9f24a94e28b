// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.attach.Attachment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is attached to and left again and again is as large as after the first times. */
class AttachOftenIT {
  private static final int TIMES = Integer.getInteger("spawnrisk.attaches", 20);
  private static final int UNTIL_ALL_IS_LOADED = 4;

  @TempDir Path folder;

  @Test
  void nothingIsLeftOfAnAttachThatIsOver() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(TellsItsSize.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      comeAndGo(host, log, UNTIL_ALL_IS_LOADED);
      Size early = settled(host, Integer.MAX_VALUE);
      comeAndGo(host, log, TIMES - UNTIL_ALL_IS_LOADED);
      Size late = settled(host, early.descriptors());

      assertThat(EventFile.read(log).spawns()).hasSize(TIMES);
      // Less than one for each time is the JDK's own: its reflection makes some.
      assertThat(late.classes()).isLessThan(early.classes() + TIMES - UNTIL_ALL_IS_LOADED);
      assertThat(late.descriptors()).isEqualTo(early.descriptors());
      assertThat(late.threads()).isEqualTo("[]");
      assertThat(libraries(host)).isEqualTo(5); // areas of one copy
      assertThat(AttachIT.ofOurs(Path.of("/tmp"))).isEmpty();
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  private static void comeAndGo(Lingering host, Path log, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      order(host, "attach", "log=" + log);
      assertThat(Size.of(host).threads()).isEqualTo("[spawnrisk-reporter]");
      order(host, "detach", "");
    }
  }

  /**
   * A class loader that a compiler thread is at work for goes a little later than others, and the
   * JVM closes an order's socket after it was answered.
   */
  private static Size settled(Lingering host, int descriptors) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> Size.of(host), size -> size.agents() == 0 && size.descriptors() <= descriptors);
  }

  private record Size(int agents, int classes, int descriptors, String threads) {
    static Size of(Lingering host) throws IOException {
      String[] told = host.say("size").split(" ", 4);
      return new Size(
          Integer.parseInt(told[0]), Integer.parseInt(told[1]), Integer.parseInt(told[2]), told[3]);
    }
  }

  private static void order(Lingering host, String verb, String options) throws Exception {
    int pid = Integer.parseInt(host.pid());
    try (JarFile jar = new JarFile(Jvm.jar().toFile())) {
      String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
      assertThat(Attachment.order(pid, Jvm.jar(), version, verb, options)).isEqualTo("done");
    }
  }

  /** Areas of our library: a second copy would have as many again. */
  private static long libraries(Lingering host) throws Exception {
    return Files.readAllLines(Path.of("/proc", host.pid(), "maps")).stream()
        .filter(line -> line.contains("libspawnrisk"))
        .count();
  }
}
