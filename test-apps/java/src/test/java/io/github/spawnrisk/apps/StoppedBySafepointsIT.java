// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops the threads of a busy service that is attached to, observed and left. */
class StoppedBySafepointsIT {
  /**
   * What JDK 25 does for the first agent of any kind, and JDK 17 now and then of its own accord.
   */
  private static final Set<String> THE_MACHINES_OWN =
      Set.of("SetNotifyJvmtiEventsMode", "Cleanup", "ICBufferFull");

  private static final Pattern SAFEPOINT =
      Pattern.compile("Safepoint \"(\\w+)\".* Total: +(\\d+) ns");

  @TempDir Path folder;
  private Path log;
  private Path machine;

  @BeforeEach
  void namesFiles() {
    log = folder.resolve("events.jsonl");
    machine = folder.resolve("machine.log");
  }

  @Test
  void nothingStopsThemButTheServicesOwnCollections() throws Exception {
    try (Lingering host = Lingering.in(busy())) {
      Awaitility.await().until(() -> collections(0) > 0);
      int before = machineSaid().length();

      order("attach", host.pid(), "log=" + log);
      int attached = machineSaid().length();
      Awaitility.await().until(() -> EventFile.readSoFar(log).spawns().size() > 100);
      Awaitility.await().until(() -> collections(attached) > 0);
      order("detach", host.pid());

      long aSpawn = Long.parseLong(host.say("median"));
      assertThat(stops(before))
          .filteredOn(stop -> !stop.isOfACollection())
          .allSatisfy(stop -> assertThat(THE_MACHINES_OWN).contains(stop.operation()))
          .allSatisfy(stop -> assertThat(stop.nanoseconds()).isLessThan(aSpawn));
      assertThat(host.say("count")).as("children, and those not as they should be").endsWith(" 0");
      assertThat(host.end()).isZero();
    }
  }

  private Jvm busy() {
    return Jvm.running(BusySpawner.class)
        .option("-Xms4g")
        .option("-Xmx4g")
        .option("-XX:+UseG1GC")
        .option("-XX:MaxNewSize=128m") // for a collection every half second
        .option("-XX:+EnableDynamicAgentLoading")
        .option("-Xlog:safepoint=info:file=" + machine + ":uptimenanos:filecount=0");
  }

  private static void order(String... arguments) throws Exception {
    assertThat(new CommandLine().run(arguments)).isEqualTo(new Jvm.Result(0, "", ""));
  }

  private long collections(int from) throws IOException {
    return stops(from).stream().filter(Stop::isOfACollection).count();
  }

  private List<Stop> stops(int from) throws IOException {
    return SAFEPOINT.matcher(machineSaid().substring(from)).results().map(Stop::of).toList();
  }

  private String machineSaid() throws IOException {
    return Files.readString(machine, StandardCharsets.UTF_8);
  }

  private record Stop(String operation, long nanoseconds) {
    static Stop of(MatchResult found) {
      return new Stop(found.group(1), Long.parseLong(found.group(2)));
    }

    boolean isOfACollection() {
      return operation.startsWith("G1");
    }
  }
}
