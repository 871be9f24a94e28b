// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.spawnrisk.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A domain of version 2 with a threaded cgroup below it, made anew by the kernel. */
final class CgroupProcessesTest {
  private Path domain = Path.of("");
  private Path threaded = Path.of("");

  @BeforeEach
  void make() throws IOException {
    Path root =
        Stream.of("/sys/fs/cgroup/unified", "/sys/fs/cgroup")
            .map(Path::of)
            .filter(path -> Files.exists(path.resolve("cgroup.controllers")))
            .findFirst()
            .orElse(Path.of("/nowhere"));
    assumeTrue(Files.isWritable(root), "no hierarchy of version 2 to make cgroups in");
    domain = root.resolve("spawnrisk-threaded-" + ProcessHandle.current().pid());
    threaded = domain.resolve("workers");
    Files.createDirectories(threaded);
    Files.writeString(threaded.resolve("cgroup.type"), "threaded");
  }

  @AfterEach
  void remove() throws IOException {
    if (Files.exists(domain)) {
      Files.deleteIfExists(threaded);
      Files.delete(domain);
    }
  }

  @Test
  void hasTheProcessesOfADomainThoughACgroupBelowItIsThreaded() throws Exception {
    try (Sleeper above = Sleeper.python("");
        Sleeper below = Sleeper.python("")) {
      enter(above.pid(), domain);
      enter(below.pid(), domain);
      Files.writeString(threaded.resolve("cgroup.threads"), Long.toString(below.pid()));

      assertThat(new CgroupProcesses(domain.toString()).pids())
          .containsExactlyInAnyOrder((int) above.pid(), (int) below.pid());
    }
  }

  @Test
  void saysInOneLineThatTheNamedOneIsThreadedAndWhichHasItsProcesses() {
    Invocation invocation = Invocation.of("assess", "--cgroup", threaded);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err())
        .hasLineCount(1)
        .contains("has threads, not processes", "name '" + domain + "'");
  }

  private static void enter(long pid, Path group) throws IOException {
    Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
  }
}
