// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/** The hosts' own native libraries, as their build would make them. */
final class JniLibrary {
  /** Its name as an object. */
  static final String NAME = "libjni_children.so";

  /** What holds a JVM where a test wants it. */
  static final String HOLDS = "libholds_jdk.so";

  /** An agent that stands before the JDK's own function as ours does. */
  static final String BINDS = "libbinds_launches.so";

  /** One that does so where it hears of the binding. */
  static final String WRAPS = "libwraps_launches.so";

  private JniLibrary() {}

  static Path build(Path folder) throws IOException, InterruptedException {
    return build(folder, NAME);
  }

  static Path build(Path folder, String name) throws IOException, InterruptedException {
    Path library = folder.resolve(name);
    String source = name.replaceFirst("^lib", "").replaceFirst("so$", "c");
    String headers = System.getProperty("java.home") + "/include";
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-shared",
                "-fPIC",
                "-O1",
                "-fno-omit-frame-pointer",
                "-fno-optimize-sibling-calls",
                "-I" + headers,
                "-I" + headers + "/linux",
                "-o",
                library.toString(),
                Jvm.root().resolve("test-apps/java/src/main/c").resolve(source).toString(),
                "-pthread")
            .redirectErrorStream(true)
            .start();
    String complaints =
        new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assertions.assertThat(compiler.waitFor()).as(complaints).isZero();
    return library;
  }
}
