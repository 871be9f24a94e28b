// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which build the jar is of. */
class VersionIT {
  @Test
  void theJarTellsTheCommitThatItWasBuiltFrom() throws Exception {
    Path git = Path.of(System.getProperty("spawnrisk.root"), ".git");
    Assumptions.assumeTrue(Files.exists(git), "built from a source archive");

    assertThat(new CommandLine().run("--version").out())
        .matches("spawnrisk \\d+\\.\\d+\\.\\d+ \\(build [0-9a-f]{7,}\\)\n");
  }
}
