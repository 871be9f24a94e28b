// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.github.spawnrisk.attach.Attachment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a JVM that is attached to and left again and again grows by, beside one that loads an empty
 * agent as often with as long an argument: HotSpot keeps some 3 KiB each time.
 */
class AttachMemoryIT {
  private static final int ROUNDS = 100;
  private static final int UNTIL_ALL_IS_LOADED = 20;

  /** Each of those times: our table of children has 32 pages, and a pid's place is on any. */
  private static final int SPAWNS_FIRST = 20;

  /** Half an event's line, each time: what HotSpot makes once for a class comes late, by chance. */
  private static final long MOST_MALLOCS = 1024L * ROUNDS;

  /** Metaspace takes 16 pages at once. */
  private static final long MOST_PAGES = 1024L * ROUNDS;

  /** HotSpot gives back what it has pooled each 5 seconds. */
  private static final Duration POOLED = Duration.ofSeconds(6);

  @TempDir Path folder;

  @Test
  void aJvmThatWasLeftHasGrownByNoMoreThanByAnEmptyAgent() throws Exception {
    Memory byEmpties = growth(this::loadEmptyAgentTwice);
    Memory byOurs = growth(this::comeAndGo);

    assertThat(byOurs.mallocs() - byEmpties.mallocs())
        .as("bytes by malloc")
        .isLessThan(MOST_MALLOCS);
    assertThat(byOurs.pages() - byEmpties.pages()).as("bytes of pages").isLessThan(MOST_PAGES);
  }

  private interface Round {
    void in(Lingering host, int spawns) throws Exception;
  }

  private static Memory growth(Round round) throws Exception {
    try (Lingering host = Lingering.in(jvm())) {
      repeat(UNTIL_ALL_IS_LOADED, SPAWNS_FIRST, round, host);
      Memory early = settled(host);
      repeat(ROUNDS, 1, round, host);
      Memory late = settled(host);
      assertThat(host.end()).isZero();
      return late.minus(early);
    }
  }

  /** Whose heap, code and mallocs have no reason to grow but what is loaded. */
  private static Jvm jvm() {
    return Jvm.running(TellsItsMallocs.class)
        .nativeAccess()
        .variable("MALLOC_ARENA_MAX", "1")
        .option("-Xint")
        .option("-XX:+UseSerialGC")
        .option("-XX:SoftRefLRUPolicyMSPerMB=0")
        .option("-Xmx64m")
        .option("-XX:+AlwaysPreTouch")
        .option("-XX:+EnableDynamicAgentLoading")
        // JDK 25 inflates a monitor here and there, which else lives for a minute after its object.
        .option("-XX:+UnlockDiagnosticVMOptions")
        .option("-XX:GuaranteedAsyncDeflationInterval=500");
  }

  private static void repeat(int times, int spawns, Round round, Lingering host) throws Exception {
    for (int i = 0; i < times; i++) {
      round.in(host, spawns);
    }
  }

  private void comeAndGo(Lingering host, int spawns) throws Exception {
    order(host, "attach", options());
    spawn(host, spawns);
    order(host, "detach", "");
  }

  private static void spawn(Lingering host, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(host.say("spawn")).isEqualTo("0");
    }
  }

  private String options() {
    return "log=" + folder.resolve("events.jsonl");
  }

  private static void order(Lingering host, String verb, String options) throws Exception {
    int pid = Integer.parseInt(host.pid());
    assertThat(Attachment.order(pid, Jvm.jar(), version(), verb, options)).isEqualTo("done");
  }

  private static String version() throws IOException {
    try (JarFile jar = new JarFile(Jvm.jar().toFile())) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }

  private void loadEmptyAgentTwice(Lingering host, int spawns) throws Exception {
    loadEmptyAgent(host, "attach:" + options());
    spawn(host, spawns);
    loadEmptyAgent(host, "detach:");
  }

  /** HotSpot keeps the argument, of which a part is always there (see Order). */
  private void loadEmptyAgent(Lingering host, String argument) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      machine.loadAgent(
          emptyAgent().toString(),
          "@" + version() + ":/tmp/.spawnrisk-" + host.pid() + ":" + argument);
    } finally {
      machine.detach();
    }
  }

  /** A manifest alone: the class is on the host's class path. */
  private Path emptyAgent() throws IOException {
    Path jar = folder.resolve("empty.jar");
    if (Files.notExists(jar)) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue("Agent-Class", EmptyAgent.class.getName());
      manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
      try (OutputStream out = Files.newOutputStream(jar)) {
        new JarOutputStream(out, manifest).close();
      }
    }
    return jar;
  }

  /** The least that it holds, once that has not been undercut for a while. */
  private static Memory settled(Lingering host) {
    Lowest lowest = new Lowest();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(60))
        .until(() -> lowest.isStillAfter(Memory.of(host)));
    return lowest.memory;
  }

  private static final class Lowest {
    private Memory memory = new Memory(Long.MAX_VALUE, Long.MAX_VALUE);
    private long since;

    boolean isStillAfter(Memory another) {
      Memory before = memory;
      memory = memory.least(another);
      if (!memory.equals(before)) {
        since = System.nanoTime();
      }
      return System.nanoTime() - since > POOLED.toNanos();
    }
  }

  /** Bytes that are a JVM's own: what malloc has in use of its heap, and all other pages. */
  private record Memory(long mallocs, long pages) {
    static Memory of(Lingering host) throws IOException {
      long mallocs = Long.parseLong(host.say("memory"));
      long pages = 0;
      boolean isOfMalloc = false;
      for (String line : Files.readAllLines(Path.of("/proc", host.pid(), "smaps"))) {
        if (line.startsWith("Anonymous:")) {
          pages += isOfMalloc ? 0 : Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        } else if (!line.contains("kB")) {
          isOfMalloc = line.endsWith("[heap]");
        }
      }
      return new Memory(mallocs, pages);
    }

    Memory minus(Memory other) {
      return new Memory(mallocs - other.mallocs, pages - other.pages);
    }

    Memory least(Memory other) {
      return new Memory(Math.min(mallocs, other.mallocs), Math.min(pages, other.pages));
    }
  }
}
