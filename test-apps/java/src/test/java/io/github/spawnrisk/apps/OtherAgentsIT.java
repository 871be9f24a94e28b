// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.event.Spawn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another agent may weave ProcessBuilder as well: a spawn still has one line, and its stack. */
class OtherAgentsIT {
  /** What the other agent's function writes each time. */
  private static final String CALL = "x";

  @TempDir Path folder;

  @Test
  void anAgentThatRetransformsAndRedefinesProcessBuilderChangesNothing()
      throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(RetransformingHost.class)
            .agent("weave=eager,log=" + log)
            .option("-javaagent:" + agentJar(RetransformingHost.class))
            .run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "0\n1\n", ""));
    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().command())
        .containsExactly("true", "false");
    for (Spawn spawn : EventFile.read(log).spawns()) {
      assertThat(spawn.attempt().jvm().stack())
          .anyMatch(frame -> frame.contains("RetransformingHost.main:"));
    }
  }

  @Test
  void aFunctionThatAnotherAgentBindsMeanwhileIsCalledToo() throws Exception {
    Path log = folder.resolve("events.jsonl");
    Path counted = folder.resolve("counted");
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-XX:+EnableDynamicAgentLoading")
            .option("-Xlog:disable"); // the JVM warns of whoever binds such a method
    try (Lingering host = Lingering.in(jvm)) {
      order("attach", host.pid(), "log=" + log);
      loadAgent(host, JniLibrary.build(folder, JniLibrary.BINDS), counted.toString());
      long observed = host.spawn();
      assertThat(counted).hasContent(CALL.repeat(1));
      order("detach", host.pid());
      host.spawn();
      assertThat(counted).hasContent(CALL.repeat(2));

      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm().launch()).isNotNull();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  @Test
  void anAgentThatPutsItsFunctionBeforeTheJdksIsCalledOnceForEachStartWhoeverComesAndGoes()
      throws Exception {
    Path log = folder.resolve("events.jsonl");
    Path counted = folder.resolve("counted");
    Path wraps = JniLibrary.build(folder, JniLibrary.WRAPS);
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-agentpath:" + wraps + "=" + counted)
            .nativeAgent("log=" + log)
            .option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      long first = host.spawn();
      order("attach", host.pid());
      long second = host.spawn();
      loadAgent(host, Jvm.library(), "stop");
      order("detach", host.pid());
      host.spawn();
      assertThat(counted).hasContent(CALL.repeat(3));
      loadAgent(host, Jvm.library(), "log=" + log);
      long last = host.spawn();

      assertThat(host.end()).isZero();
      assertThat(EventFile.read(log).spawns()).hasSize(3);
      for (long child : List.of(first, second, last)) {
        assertThat(EventFile.read(log).ofChild(child).attempt().command()).isEqualTo("true");
        assertThat(EventFile.read(log).ofChild(child).attempt().jvm().launch()).isNotNull();
      }
    }
  }

  @Test
  void whatAnEarlierAgentStartsAndAllThatFollowsIsToldWithItsJavaSide() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(KnownSpawns.class)
            .option("-javaagent:" + agentJar(StartsInPremain.class))
            .nativeAgent("log=" + log)
            .run();

    assertThat(result.status()).as(result.err()).isZero();
    List<Spawn> spawns = EventFile.read(log).spawns();
    assertThat(spawns).hasSize(1 + result.outLines().size());
    assertThat(spawns.get(0).attempt().jvm().stack())
        .anyMatch(frame -> frame.contains("StartsInPremain.premain:"));
    assertThat(spawns)
        .allSatisfy(spawn -> assertThat(spawn.attempt().jvm().launch()).isNotNull())
        .noneSatisfy(spawn -> assertThat(spawn.attempt().command()).isEqualTo("jspawnhelper"));
  }

  private static void order(String... arguments) throws Exception {
    assertThat(new CommandLine().run(arguments)).isEqualTo(new Jvm.Result(0, "", ""));
  }

  private static void loadAgent(Lingering host, Path library, String options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgentPath(library.toString(), options);
    } finally {
      machine.detach();
    }
  }

  /** Only a manifest: the class itself is on the application's class path. */
  private Path agentJar(Class<?> agent) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", agent.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Can-Redefine-Classes", "true");
    Path jar = folder.resolve("agent.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
