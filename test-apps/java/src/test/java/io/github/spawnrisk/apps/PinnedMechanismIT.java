// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Reason;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A JDK that is told to vfork has a reason to be told of, and no other has. */
class PinnedMechanismIT {
  @TempDir Path folder;

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void vforkAloneIsAtRiskByEachWayIn(String mechanism) throws Exception {
    Path woven = folder.resolve("woven.jsonl");
    Path asked = folder.resolve("asked.jsonl");

    host(mechanism).agent("weave=eager,log=" + woven).run();
    host(mechanism).nativeAgent("log=" + asked).run();

    assertThat(isAtRisk(woven)).isEqualTo(mechanism.equals("VFORK"));
    assertThat(isAtRisk(asked)).isEqualTo(mechanism.equals("VFORK"));
  }

  private static Jvm host(String mechanism) {
    return Jvm.running(SpawnOnce.class).argument("true").mechanism(mechanism);
  }

  private static boolean isAtRisk(Path log) throws Exception {
    return EventFile.read(log).spawns().get(0).attempt().risk().reasons().stream()
        .map(Reason::code)
        .anyMatch("MECHANISM_AT_RISK"::equals);
  }
}
