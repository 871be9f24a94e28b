// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM has open for itself is inherited by what native code starts, and blamed on nobody. */
class OwnDescriptorsIT {
  /** JNA asks ldconfig by ProcessBuilder; without Java of ours the helper alone is seen. */
  private static final List<String> JDKS_OWN = List.of("ldconfig", "jspawnhelper");

  @TempDir Path folder;

  @Test
  void afterAnAttachItsModulesAndTheSocketAtWhichItListens() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.running(JnaSpawner.class).nativeAccess().attached(folder, "log=" + log).run();

    // The attach's jar too, where it is among the first descriptors.
    assertThat(notBlamedIn(log)).isNotEmpty().allMatch(count -> count >= 2);
  }

  @Test
  void ofAJvmThatNobodyAttachedToItsModules() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.running(JnaSpawner.class).nativeAccess().nativeAgent("log=" + log).run();

    assertThat(notBlamedIn(log)).isNotEmpty().containsOnly(1L);
  }

  /** Of each call that FD_LEAK judges; what else is inherited is in both numbers. */
  private static List<Long> notBlamedIn(Path log) throws Exception {
    return EventFile.read(log).spawns().stream()
        .map(spawn -> spawn.attempt())
        .filter(attempt -> List.of("system", "posix_spawn").contains(attempt.call()))
        .filter(attempt -> !JDKS_OWN.contains(String.valueOf(attempt.command())))
        .map(attempt -> attempt.descriptors().inherited().orElseThrow() - blamed(attempt))
        .toList();
  }

  private static long blamed(Attempt attempt) {
    return attempt.risk().reasons().stream()
        .filter(reason -> reason.code().equals("FD_LEAK"))
        .map(Reason::need)
        .findFirst()
        .map(OptionalLong::orElseThrow)
        .orElse(0L);
  }
}
