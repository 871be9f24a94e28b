// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's output, errors and exit status are those that it has without the agent. */
class HostEqualityIT {
  @TempDir Path folder;

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void anOrdinaryHostIsTheSameWovenOrNot(String mechanism)
      throws IOException, InterruptedException {
    Jvm.Result bare = ordinary(mechanism).run();

    Jvm.Result background = ordinary(mechanism).agent("log=" + folder).run();
    Jvm.Result eager = ordinary(mechanism).agent("weave=eager,arguments=full").run();

    assertThat(bare.status()).isEqualTo(17);
    assertThat(background).isEqualTo(bare);
    assertThat(eager).isEqualTo(bare);
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void anOrdinaryHostIsTheSameAttachedToOrNot(String mechanism) throws Exception {
    Jvm.Result bare = ordinary(mechanism).heldBeforeMain(folder).run();

    Jvm.Result attached = ordinary(mechanism).attached(folder, "arguments=full").run();

    assertThat(bare.status()).isEqualTo(17);
    assertThat(attached).isEqualTo(bare);
  }

  private static Jvm ordinary(String mechanism) {
    return Jvm.running(OrdinaryHost.class).mechanism(mechanism).strictAboutNativeAccess();
  }

  @Test
  void anApplicationKeepsItsOwnByteBuddy() throws IOException, InterruptedException {
    Jvm.Result bare = Jvm.running(OtherByteBuddy.class).run();

    Jvm.Result woven = Jvm.running(OtherByteBuddy.class).agent("weave=eager").run();

    assertThat(bare.status()).as(bare.err()).isZero();
    assertThat(woven).isEqualTo(bare);
  }

  @Test
  void anApplicationsClassDataArchiveStaysInUse() throws IOException, InterruptedException {
    Path archive = folder.resolve("app.jsa");
    Jvm.running(OrdinaryHost.class).option("-XX:ArchiveClassesAtExit=" + archive).run();
    Path loads = folder.resolve("loads.txt");

    Jvm.Result woven =
        Jvm.running(OrdinaryHost.class)
            .option("-XX:SharedArchiveFile=" + archive)
            .option("-Xlog:class+load:file=" + loads)
            .agent("weave=eager")
            .run();

    assertThat(woven.errLines()).containsExactly("a line of our own");
    assertThat(Files.readAllLines(loads))
        .anyMatch(line -> line.contains("OrdinaryHost source: shared objects file (top)"));
  }

  @Test
  void nothingIsLeftInTheTemporaryFolder() throws IOException, InterruptedException {
    Jvm jvm = Jvm.running(OrdinaryHost.class).option("-Djava.io.tmpdir=" + folder);

    jvm.agent("weave=eager").run();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anApplicationMayChooseItsLaunchMechanismInMain() throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(LateMechanism.class).argument("FORK").agent("weave=eager,log=" + log).run();

    assertThat(result.out()).isEqualTo("0\n");
    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().call())
        .containsExactly("fork");
  }

  @Test
  void anApplicationThatWasAttachedToMayChooseItsLaunchMechanismStill() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(LateMechanism.class).argument("FORK").attached(folder, "log=" + log).run();

    assertThat(result.out()).isEqualTo("0\n");
    assertThat(EventFile.read(log).spawns())
        .extracting(spawn -> spawn.attempt().call())
        .containsExactly("fork");
  }

  @Test
  void aStartNearTheEndOfItsStackGoesOnOrIsRefusedAsEver() throws Exception {
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result = Jvm.running(DeepSpawner.class).attached(folder, "log=" + log).run();

    assertThat(result).isEqualTo(new Jvm.Result(0, "both\n", ""));
    assertThat(EventFile.read(log).spawns())
        .allSatisfy(spawn -> assertThat(spawn.attempt().command()).isEqualTo("true"))
        .hasSizeGreaterThan(200);
  }

  @Test
  void aTemporaryFolderThatTakesNoFilesIsGoneRound() throws IOException, InterruptedException {
    Path cache = Files.createDirectory(folder.resolve(".cache"));
    Path log = folder.resolve("events.jsonl");

    Jvm.Result result =
        Jvm.running(OrdinaryHost.class)
            .option("-Djava.io.tmpdir=/proc")
            .option("-Duser.home=" + folder)
            .agent("weave=eager,log=" + log)
            .run();

    assertThat(result.errLines()).containsExactly("a line of our own");
    assertThat(EventFile.read(log).spawns()).isNotEmpty();
    assertThat(cache).isEmptyDirectory();
  }
}
