// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent goes into a JVM that is observed already, and leaves that observation as it was. */
class AttachBesideIT {
  private static final Jvm.Result DONE = new Jvm.Result(0, "", "");

  @TempDir Path folder;

  /** Who observes before the attach, and after the detach. */
  enum Before {
    PRELOAD,
    NATIVE_AGENT,
    BOTH;

    Jvm observing(Path log) {
      Jvm jvm = attachable();
      if (this != NATIVE_AGENT) {
        jvm.preloaded().variable("SPAWNRISK_LOG", log.toString());
      }
      return this == PRELOAD ? jvm : jvm.nativeAgent("log=" + log);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventsGoWhereTheAttachSaysUntilTheDetachAndThenWhereTheyWentBefore(Before before)
      throws Exception {
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");
    try (Lingering host = Lingering.in(before.observing(first))) {
      long early = host.spawn();
      String options = "log=" + second;
      assertThat(command("attach", host, options, "arguments=full")).isEqualTo(DONE);
      long attached = host.spawn();
      assertThat(command("detach", host)).isEqualTo(DONE);
      long late = host.spawn();
      assertThat(command("attach", host, options)).isEqualTo(DONE);
      long again = host.spawn();
      assertThat(command("detach", host)).isEqualTo(DONE);
      long last = host.spawn();

      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
      assertHolds(first, early, late, last);
      assertHolds(second, attached, again);
      assertAlike(attempt(first, early), attempt(first, late));
      assertAlike(attempt(first, early), attempt(first, last));
      assertThat(attempt(second, attached).arguments()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttachWithoutALogLeavesTheOneThatIsThere(Before before) throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(before.observing(log))) {
      assertThat(command("attach", host)).isEqualTo(DONE);
      long attached = host.spawn();
      assertThat(command("detach", host)).isEqualTo(DONE);
      long late = host.spawn();

      assertThat(host.end()).isZero();
      assertHolds(log, attached, late);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttachThatIsRefusedLeavesTheLogThatIsThere(Before before) throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(before.observing(log))) {
      assertThat(command("attach", host, "log=" + folder.resolve("none/log")).status())
          .isEqualTo(4);
      long late = host.spawn();

      assertThat(host.end()).isZero();
      assertHolds(log, late);
    }
  }

  @Test
  void aPreloadedJvmWithoutALogHasNoneAfterTheDetach() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable().preloaded())) {
      assertThat(command("attach", host, "log=" + log)).isEqualTo(DONE);
      long attached = host.spawn();
      assertThat(command("detach", host)).isEqualTo(DONE);
      host.spawn();

      assertThat(host.end()).isZero();
      assertHolds(log, attached);
    }
  }

  @Test
  void theNativeAgentLeavesAPreloadedJvmToThePreload() throws Exception {
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");
    try (Lingering host = Lingering.in(Before.PRELOAD.observing(first))) {
      attachNative(host, "log=" + second + ",arguments=full");
      long attached = host.spawn();
      attachNative(host, "stop");
      long late = host.spawn();

      assertThat(host.end()).isZero();
      assertHolds(first, late);
      assertHolds(second, attached);
      assertThat(attempt(first, late).arguments()).isEmpty();
      assertThat(attempt(first, late).jvm()).isNull();
    }
  }

  @Test
  void whoeverOfTwoAgentsLeavesFirstTheOtherGoesOn() throws Exception {
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");
    try (Lingering host = Lingering.in(Before.NATIVE_AGENT.observing(first))) {
      assertThat(command("attach", host, "log=" + second)).isEqualTo(DONE);
      attachNative(host, "stop");
      long left = host.spawn();
      attachNative(host, "log=" + first);
      long both = host.spawn();
      assertThat(command("detach", host)).isEqualTo(DONE);
      long alone = host.spawn();
      attachNative(host, "stop");
      host.spawn();

      assertThat(host.end()).isZero();
      assertHolds(second, left);
      assertHolds(first, both, alone);
    }
  }

  private static Jvm attachable() {
    return Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
  }

  private static Jvm.Result command(String name, Lingering host, String... options)
      throws Exception {
    String[] order = new String[options.length + 2];
    order[0] = name;
    order[1] = host.pid();
    System.arraycopy(options, 0, order, 2, options.length);
    return new CommandLine().run(order);
  }

  private static void attachNative(Lingering host, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgentPath(Jvm.library().toString(), argument);
    } finally {
      machine.detach();
    }
  }

  /** Each of these children, in this order, and no other's. */
  private static void assertHolds(Path log, Long... children) throws IOException {
    assertThat(log).exists();
    EventFile events = EventFile.read(log);
    assertThat(events.spawns()).as("%s: %s", log, Files.readString(log)).hasSize(children.length);
    for (long child : children) {
      events.ofChild(child);
    }
  }

  private static Attempt attempt(Path log, long child) throws IOException {
    return EventFile.read(log).ofChild(child).attempt();
  }

  /** The second tells what the first does: neither arguments nor Java side are another agent's. */
  private static void assertAlike(Attempt first, Attempt second) {
    assertThat(second.arguments()).isEqualTo(first.arguments());
    assertThat(second.command()).isEqualTo(first.command());
    assertThat(second.jvm() == null).isEqualTo(first.jvm() == null);
    if (first.jvm() != null) {
      assertThat(second.jvm().stack()).isEqualTo(first.jvm().stack());
      assertThat(second.jvm().launch()).isEqualTo(first.jvm().launch());
      assertThat(second.jvm().heapUsed() == null).isEqualTo(first.jvm().heapUsed() == null);
    }
  }
}
