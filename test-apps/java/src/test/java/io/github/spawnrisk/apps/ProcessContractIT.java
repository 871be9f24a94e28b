// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.apps.contract.ProcessContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What java.lang promises of processes holds, to the letter, with each way of observing them. */
class ProcessContractIT {
  /** Fewer mean that the program did not come to its end. */
  private static final int LEAST_CASES = 200;

  @TempDir Path folder;

  static List<String> mechanisms() {
    return Jvm.mechanisms();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void processesAreTheSameObservedOrNot(String mechanism) throws Exception {
    Jvm.Result bare = run("bare", contract(mechanism));

    Jvm.Result woven = run("woven", contract(mechanism).agent("weave=eager,log=" + log("woven")));
    Jvm.Result late = run("late", contract(mechanism).attached(folder, "log=" + log("late")));
    Jvm.Result asked = run("asked", contract(mechanism).nativeAgent("log=" + log("asked")));

    assertThat(bare.outLines()).as(bare.err()).hasSizeGreaterThan(LEAST_CASES);
    assertThat(beside(bare, woven)).isEmpty();
    assertThat(beside(bare, asked)).isEmpty();
    assertThat(beside(bare, late)).isEmpty();
    assertThat(woven).isEqualTo(bare);
    assertThat(asked).isEqualTo(bare);
    assertThat(late).isEqualTo(bare);
    assertThat(EventFile.read(log("woven")).spawns()).hasSizeGreaterThan(LEAST_CASES);
    assertThat(EventFile.read(log("asked")).spawns()).hasSizeGreaterThan(LEAST_CASES);
    assertThat(EventFile.read(log("late")).spawns()).hasSizeGreaterThan(LEAST_CASES);
  }

  /** The lines that the bare run does not have: all of them at once would hide these. */
  private static List<String> beside(Jvm.Result bare, Jvm.Result observed) {
    List<String> lines = new ArrayList<>(observed.outLines());
    lines.removeAll(bare.outLines());
    return lines;
  }

  private Path log(String name) {
    return folder.resolve(name + ".jsonl");
  }

  /** Small, as each fork copies its page tables. */
  private static Jvm contract(String mechanism) {
    return Jvm.running(ProcessContract.class)
        .mechanism(mechanism)
        .option("-XX:+UseSerialGC")
        .option("-XX:TieredStopAtLevel=1");
  }

  private Jvm.Result run(String name, Jvm jvm) throws IOException, InterruptedException {
    Path place = Files.createDirectory(folder.resolve(name));
    Path input = Files.writeString(folder.resolve("input"), "words for the children\n");
    return jvm.argument(place.toString()).input(input).run();
  }
}
