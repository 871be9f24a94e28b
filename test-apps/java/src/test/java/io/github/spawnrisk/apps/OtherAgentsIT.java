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
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another agent may weave ProcessBuilder as well: a spawn still has one line, and its stack. */
class OtherAgentsIT {
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
      loadAgent(host, JniLibrary.build(folder, JniLibrary.BINDS), counted);
      long observed = host.spawn();
      assertThat(counted).hasContent("x");
      order("detach", host.pid());
      host.spawn();
      assertThat(counted).hasContent("xx");

      assertThat(EventFile.read(log).ofChild(observed).attempt().jvm().launch()).isNotNull();
      assertThat(EventFile.read(log).spawns()).hasSize(1);
      assertThat(host.end()).isZero();
      assertThat(host.errorLine()).isNull();
    }
  }

  private static void order(String... arguments) throws Exception {
    assertThat(new CommandLine().run(arguments)).isEqualTo(new Jvm.Result(0, "", ""));
  }

  private static void loadAgent(Lingering host, Path library, Path options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgentPath(library.toString(), options.toString());
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
