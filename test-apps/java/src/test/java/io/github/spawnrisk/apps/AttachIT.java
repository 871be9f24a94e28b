// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Spawn;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent goes into a JVM that was started without it. */
class AttachIT {
  @TempDir Path folder;

  @Test
  void aRunningJvmIsObservedFromTheAttachOnAndOnlyOnce() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      host.spawn();
      attach(host, "weave=eager,log=" + log);
      long observed = host.spawn();
      attach(host, "weave=eager,log=" + log);
      String secondAttach = host.errorLine();
      int status = host.end();

      EventFile events = EventFile.read(log);
      assertThat(events.spawns()).hasSize(1);
      Spawn spawn = events.ofChild(observed);
      assertThat(spawn.attempt().jvm().stack()).anyMatch(frame -> frame.contains("Lingerer.main:"));
      assertThat(secondAttach)
          .isEqualTo("spawnrisk: agent runs in this JVM already; nothing was done");
      assertThat(status).isZero();
    }
  }

  private static void attach(Lingering host, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgent(Jvm.jar().toString(), argument);
    } finally {
      machine.detach();
    }
  }
}
