// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is just being started while the agent comes or goes: that start ends well. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttachWhileStartingIT {
  @TempDir Path folder;

  private Jvm host(Hold hold) throws Exception {
    Path holds = JniLibrary.build(folder, JniLibrary.HOLDS);
    return Jvm.running(ForksBeside.class)
        .option("-XX:+EnableDynamicAgentLoading")
        .variable("LD_PRELOAD", holds.toString())
        .variable("APPS_HOLD_AFTER_CALL", hold.toString());
  }

  private static void order(String... arguments) throws Exception {
    assertThat(new CommandLine().run(arguments)).isEqualTo(new Jvm.Result(0, "", ""));
  }

  @Test
  void aStartThatBeganBeforeTheDetachIsToldAndTheNextOneIsNot() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Hold hold = Hold.in(folder.resolve("hold"));
    try (Lingering host = Lingering.in(host(hold))) {
      order("attach", host.pid(), "log=" + log);
      host.say("start");
      hold.await();
      order("detach", host.pid());
      hold.release();
      assertThat(Long.parseLong(host.say("join"))).isPositive();
      assertThat(Long.parseLong(host.say("spawn"))).isPositive();
      assertThat(EventFile.read(log).spawns()).hasSize(1);

      Path again = folder.resolve("again.jsonl");
      order("attach", host.pid(), "log=" + again);
      long observed = Long.parseLong(host.say("spawn"));
      assertThat(EventFile.read(again).ofChild(observed).attempt().jvm().launch()).isNotNull();
      assertThat(EventFile.read(again).spawns()).hasSize(1);
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  @Test
  void aStartThatBeganBeforeTheAttachEndsAndTheNextOneIsTold() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Hold hold = Hold.in(folder.resolve("hold"));
    try (Lingering host = Lingering.in(host(hold))) {
      host.say("start");
      hold.await();
      order("attach", host.pid(), "log=" + log);
      hold.release();
      assertThat(Long.parseLong(host.say("join"))).isPositive();
      long observed = Long.parseLong(host.say("spawn"));
      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm().launch()).isNotNull();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }
}
