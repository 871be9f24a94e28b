// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Images of the JDK that runs the tests, with a few modules and no tools. */
final class Runtimes {
  private Runtimes() {}

  static void link(Path target, String... modules) {
    boolean canLink =
        Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods")) || Jvm.FEATURE >= 24;
    Assumptions.assumeTrue(canLink, "this JDK has no jmods to link an image of");
    PrintStream out = System.out;
    int status =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(
                out,
                out,
                "--add-modules",
                String.join(",", modules),
                "--output",
                target.toString());
    Assertions.assertThat(status).isZero();
  }
}
