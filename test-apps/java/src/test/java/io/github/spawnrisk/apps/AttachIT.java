// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Spawn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent goes into a JVM that was started without it, and leaves it again. */
class AttachIT {
  private static final Jvm.Result DONE = new Jvm.Result(0, "", "");

  @TempDir Path folder;

  @Test
  void aRunningJvmIsObservedFromTheAttachOnUntilTheDetach() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable())) {
      host.spawn();
      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log)).isEqualTo(DONE);
      long observed = host.spawn();
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);
      host.spawn();

      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
      Spawn spawn = EventFile.read(log).ofChild(observed);
      assertThat(spawn.attempt().jvm().stack()).anyMatch(frame -> frame.contains("Lingerer.main:"));
      assertThat(ofOurs(Path.of("/tmp"))).isEmpty();
    }
  }

  @Test
  void aSecondAttachAndASecondDetachDoNothingAndSaySo() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable())) {
      String says = ": process " + host.pid() + " says: ";
      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log)).isEqualTo(DONE);

      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log))
          .isEqualTo(refused("attach" + says + "agent runs in this JVM already; nothing was done"));
      host.spawn();
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);
      assertThat(new CommandLine().run("detach", host.pid()))
          .isEqualTo(refused("detach" + says + "no agent runs in this JVM; nothing was done"));
      assertThat(host.end()).isZero();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
    }
  }

  @Test
  void aJvmWhoseFirstOrderWasRefusedCanBeAttachedTo() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable())) {
      assertThat(new CommandLine().run("detach", host.pid()).status()).isEqualTo(4);
      assertThat(new CommandLine().run("attach", host.pid(), "lgo=" + log).status()).isEqualTo(4);

      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log)).isEqualTo(DONE);

      long observed = host.spawn();
      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm()).isNotNull();
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void aJvmWhoseFirstLogWasRefusedCanBeAttachedToWithAnother() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable())) {
      String nowhere = "log=" + folder.resolve("none/events.jsonl");
      assertThat(new CommandLine().run("attach", host.pid(), nowhere).status()).isEqualTo(4);

      assertThat(new CommandLine().run("attach", host.pid(), "log=" + log)).isEqualTo(DONE);

      long observed = host.spawn();
      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm()).isNotNull();
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void aJvmThatWasLeftCanBeAttachedToAgainWithOtherOptions() throws Exception {
    Path first = folder.resolve("first.jsonl");
    Path second = folder.resolve("second.jsonl");
    Path report = folder.resolve("report.txt");
    try (Lingering host = Lingering.in(attachable())) {
      new CommandLine().run("attach", host.pid(), "log=" + first, "arguments=full");
      host.spawn();
      new CommandLine().run("detach", host.pid());
      new CommandLine().run("attach", host.pid(), "log=" + second, "report=" + report);
      long observed = host.spawn();
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);

      assertThat(report).content().contains("1 spawn from 1 call site").contains("Lingerer.main");
      assertThat(EventFile.read(first).spawns()).hasSize(1);
      assertThat(EventFile.read(second).spawns()).hasSize(1);
      assertThat(EventFile.read(second).ofChild(observed).attempt().arguments()).isEmpty();
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  @Test
  void detachTakesOutAnAgentThatCameByOption() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable().agent("log=" + log))) {
      host.spawn();
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);
      host.spawn();

      assertThat(host.end()).isZero();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
    }
  }

  @Test
  void detachOfAnAgentThatCameByOptionRestoresProcessBuilder() throws Exception {
    Path loads = folder.resolve("loads.txt");
    Jvm jvm =
        attachable().agent("weave=eager").option("-Xlog:redefine+class+load=info:file=" + loads);
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(loads).content().containsOnlyOnce("java.lang.ProcessBuilder");
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);

      assertThat(loads).content().containsPattern("(?s)(java\\.lang\\.ProcessBuilder.*){2}");
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void anotherVersionOfTheAgentIsRefused() throws Exception {
    try (Lingering host = Lingering.in(attachable())) {
      new CommandLine().run("attach", host.pid());
      Path answer = Files.createFile(folder.resolve("order.answer"));

      attachByHand(host, "@0.0.1:" + folder.resolve("order") + ":attach:");

      assertThat(answer).content().contains("has been in this JVM before and stays loaded");
    }
  }

  @Test
  void whoAttachesByHandIsAnsweredOnStandardError() throws Exception {
    Path log = folder.resolve("events.jsonl");
    try (Lingering host = Lingering.in(attachable())) {
      attachByHand(host, "weave=eager,log=" + log);
      long observed = host.spawn();
      attachByHand(host, "weave=eager,log=" + log);

      assertThat(host.errorLine())
          .isEqualTo("spawnrisk: agent runs in this JVM already; nothing was done");
      assertThat(host.end()).isZero();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm()).isNotNull();
    }
  }

  /** With -Xrs HotSpot listens from its start on. */
  @Test
  void aJvmThatListensAlreadyNeedNotCatchSigquit() throws Exception {
    Jvm jvm = attachable().option("-Xrs");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid())).isEqualTo(DONE);
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);

      assertThat(host.end()).isZero();
    }
  }

  @Test
  void neitherSideNeedsAJdk() throws Exception {
    Path runtime = folder.resolve("runtime");
    Path log = folder.resolve("events.jsonl");
    Runtimes.link(runtime, "java.base", "java.instrument");
    try (Lingering host = Lingering.in(attachable().of(runtime))) {
      assertThat(new CommandLine(runtime).run("attach", host.pid(), "log=" + log)).isEqualTo(DONE);
      long observed = host.spawn();
      assertThat(new CommandLine(runtime).run("detach", host.pid())).isEqualTo(DONE);

      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm()).isNotNull();
    }
  }

  @Test
  void aJdkWhoseNativeMethodIsNotFoundHasProcessBuilderWoven() throws Exception {
    Path runtime = folder.resolve("runtime");
    Path loads = folder.resolve("loads.txt");
    Runtimes.link(runtime, "java.base", "java.instrument");
    hideLaunches(runtime.resolve("lib/libjava.so"));
    Jvm jvm = attachable().of(runtime).option("-Xlog:redefine+class+load=info:file=" + loads);
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid())).isEqualTo(DONE);
      assertThat(loads).content().containsOnlyOnce("java.lang.ProcessBuilder");
      assertThat(new CommandLine().run("detach", host.pid())).isEqualTo(DONE);

      assertThat(host.end()).isZero();
      assertThat(host.errorLine())
          .isEqualTo(
              "spawnrisk: all threads stop while ProcessBuilder is woven:"
                  + " libjava.so has no Java_java_lang_ProcessImpl_forkAndExec");
      assertThat(host.errorLine()).isNull();
    }
  }

  /** Under another name; such a JDK starts no process any more. */
  private static void hideLaunches(Path library) throws Exception {
    String bytes = Files.readString(library, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("ProcessImpl_forkAndExec");
    String hidden = bytes.replace("ProcessImpl_forkAndExec", "ProcessImpl_forkAndExeX");
    Files.writeString(library, hidden, StandardCharsets.ISO_8859_1);
  }

  private static Jvm attachable() {
    return Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
  }

  static Jvm.Result refused(String line) {
    return new Jvm.Result(4, "", "spawnrisk: " + line + "\n");
  }

  static List<Path> ofOurs(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".spawnrisk")).toList();
    }
  }

  private static void attachByHand(Lingering host, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgent(Jvm.jar().toString(), argument);
    } finally {
      machine.detach();
    }
  }
}
