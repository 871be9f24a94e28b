// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a command is read that is a list of the application's own. */
class CommandReadsIT {
  private static final int SIZE_AND_PROGRAM = 2;

  @TempDir Path folder;

  private static int reads(Jvm jvm) throws Exception {
    return Integer.parseInt(jvm.run().out().strip());
  }

  private static Jvm host() {
    return Jvm.running(CountsReads.class);
  }

  @Test
  void theAdviceAsksForItsSizeAndItsProgramOnceEach() throws Exception {
    assertThat(reads(host().agent("weave=eager"))).isEqualTo(reads(host()) + SIZE_AND_PROGRAM);
  }

  @Test
  void afterAnAttachItIsReadByTheJdkAlone() throws Exception {
    String log = "log=" + folder.resolve("events.jsonl");

    assertThat(reads(host().attached(folder, log))).isEqualTo(reads(host()));
  }
}
