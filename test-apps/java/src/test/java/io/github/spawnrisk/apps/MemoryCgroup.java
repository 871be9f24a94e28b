// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A memory cgroup for one test, of version 1 or 2, as the machine has. */
final class MemoryCgroup implements AutoCloseable {
  private final Path folder;

  private MemoryCgroup(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where none can be made. */
  static MemoryCgroup of(long bytes) throws IOException, InterruptedException {
    String name = "spawnrisk-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    String script =
        ". bin/lib/memory_cgroup.sh; memory_cgroup_create \"$1\" \"$2\" || { echo"
            + " \"$memory_cgroup_complaint\" >&2; exit 1; }; echo \"$memory_cgroup\"";
    Process made =
        new ProcessBuilder("bash", "-c", script, "bash", name, Long.toString(bytes))
            .directory(Jvm.root().toFile())
            .start();
    String out = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(made.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeTrue(made.waitFor() == 0, () -> "no memory cgroup can be made: " + err);
    return new MemoryCgroup(Path.of(out.strip()));
  }

  /** What a JVM has to be run by to be in it from its start. */
  String[] entering() {
    return new String[] {
      "sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", folder.resolve("cgroup.procs").toString()
    };
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** Its processes are to have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(folder);
  }
}
