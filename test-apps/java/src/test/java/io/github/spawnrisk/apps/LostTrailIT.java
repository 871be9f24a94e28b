// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.report.EventLog;
import io.github.spawnrisk.report.LostTrail;
import io.github.spawnrisk.report.Pipeline;
import io.github.spawnrisk.report.ProcessTree;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service's children are followed to the Java line that made them, and lost at one as well. */
class LostTrailIT {
  /** What JDK 25 says once of its launch mechanism VFORK. */
  private static final String JDK_ON_VFORK =
      """
      VFORK MODE DEPRECATED
      The VFORK launch mechanism has been deprecated for being dangerous.
      It will be removed in a future java version. Either remove the
      jdk.lang.Process.launchMechanism property (preferred) or use FORK mode
      instead (-Djdk.lang.Process.launchMechanism=FORK).

      """;

  @TempDir Path folder;

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }

  private Report report(Jvm jvm) throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");
    Jvm.Result result = jvm.agent("weave=eager").variable("SPAWNRISK_LOG", log.toString()).run();
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(withoutPrefix(JDK_ON_VFORK, result.err())).isEmpty();
    EventFile.read(log);
    Pipeline pipeline = new Pipeline();
    EventLog.read(log, pipeline);
    return pipeline.report();
  }

  private static String withoutPrefix(String prefix, String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String label(LostTrail trail) {
    return trail.count() + " x " + trail.command() + " at " + trail.callSite().label();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void theTrailIsLostAtTheJavaLineThatClearsTheEnvironment(String mechanism) throws Exception {
    Report report = report(Jvm.running(ClearedEnvironment.class).mechanism(mechanism).preloaded());

    assertThat(report.completeness().lostTrails())
        .singleElement()
        .satisfies(
            trail ->
                assertThat(label(trail))
                    .matches("1 x sh at io.*\\.ClearedEnvironment\\.cleared:\\d+"));
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void aShellIsBelowTheJavaLineThatStartedIt(String mechanism) throws Exception {
    Report report = report(Jvm.running(ClearedEnvironment.class).mechanism(mechanism).preloaded());

    List<ProcessTree.Node> nodes = report.tree().nodes();
    assertThat(nodes).hasSize(2);
    assertThat(nodes.get(0).spawns()).isEqualTo(3);
    assertThat(nodes.get(1).parent()).isZero();
    assertThat(nodes.get(1).process().name()).isEqualTo("sh");
    assertThat(nodes.get(1).origin().callSite().label())
        .matches("io.*\\.ClearedEnvironment\\.main:\\d+");
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void aJvmThatWatchesItselfAloneLosesNoTrail(String mechanism) throws Exception {
    Report report = report(Jvm.running(ClearedEnvironment.class).mechanism(mechanism));

    assertThat(report.spawns()).isEqualTo(2);
    assertThat(report.completeness().lostTrails()).isEmpty();
  }
}
