// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two JVMs of one service, of which the second starts its children as the first, or otherwise. */
class MechanismChangedIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"FORK", "POSIX_SPAWN"})
  void theReportOfBothTellsWhetherTheirMechanismsDiffer(String second) throws Exception {
    Path log = folder.resolve("events.jsonl");
    for (String mechanism : new String[] {"FORK", second}) {
      Jvm.Result result =
          Jvm.running(SpawnOnce.class)
              .argument("true")
              .mechanism(mechanism)
              .agent("weave=eager,log=" + log)
              .run();
      assertThat(result.status()).as(result.err()).isZero();
    }

    String report = new CommandLine().run("report", log.toString()).out();

    assertThat(report.contains("MECHANISM_CHANGED")).isEqualTo(!second.equals("FORK"));
  }
}
