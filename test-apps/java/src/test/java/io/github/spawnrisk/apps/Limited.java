// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM in which a Java thread needs a GiB of address space, of which it is given less. */
final class Limited {
  private static final long LESS = 600L << 20;

  private Limited() {}

  static Jvm largeThreads(Class<?> main) {
    return Jvm.running(main)
        .option("-Xss1g")
        .option("-Djdk.lang.processReaperUseDefaultStackSize=true")
        .option("-XX:+EnableDynamicAgentLoading")
        .option("-Xlog:disable"); // it warns on standard output, where the host answers
  }

  /** The C library keeps a stack of those that have ended: one that takes it may come first. */
  static void allowNoThread(Lingering host) throws IOException, InterruptedException {
    limit(host, Long.toString(size(host) + LESS));
    assertThat(host.say("exhaust")).isEqualTo("java.lang.OutOfMemoryError");
  }

  static void allowAll(Lingering host) throws IOException, InterruptedException {
    limit(host, "unlimited");
  }

  private static long size(Lingering host) throws IOException {
    return Files.readAllLines(Path.of("/proc", host.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmSize:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** The limit that is there for all to see, of which the hard one stays. */
  private static void limit(Lingering host, String bytes) throws IOException, InterruptedException {
    Process limiter =
        new ProcessBuilder("prlimit", "--pid", host.pid(), "--as=" + bytes + ":")
            .inheritIO()
            .start();
    assertThat(limiter.waitFor()).isZero();
  }
}
