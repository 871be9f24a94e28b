// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that chooses its log manager and its MBean server in its main gets them. */
class ChosenManagersIT {
  private static final Jvm.Result AS_IT_CHOSE =
      new Jvm.Result(
          0, "a server is built\n" + ChoosesItsManagers.OwnLogManager.class.getName() + "\n", "");

  @TempDir Path folder;

  @Test
  void thoughTheAgentCameBeforeItsMain() throws Exception {
    assertThat(Jvm.running(ChoosesItsManagers.class).agent("").run()).isEqualTo(AS_IT_CHOSE);
  }

  /** The JDK's server logs. */
  @Test
  void thoughTheAgentWasToldToServeMetrics() throws Exception {
    assertThat(Jvm.running(ChoosesItsManagers.class).agent("prometheus=0").run())
        .isEqualTo(AS_IT_CHOSE);
  }

  @Test
  void thoughTheAgentWasAttachedBeforeItChose() throws Exception {
    String log = "log=" + folder.resolve("events.jsonl");

    assertThat(Jvm.running(ChoosesItsManagers.class).attached(folder, log).run())
        .isEqualTo(AS_IT_CHOSE);
  }
}
