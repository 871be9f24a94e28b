// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder of a real JVM gets, and what the report makes of it. */
class JfrIT {
  @TempDir Path folder;

  @Test
  void aRecordingGivesTheReportOfTheLiveProcess() throws Exception {
    Path recording = folder.resolve("exit.jfr");
    Path live = folder.resolve("live.json");
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .mechanism("FORK")
            .option("-XX:StartFlightRecording:name=all,filename=" + recording)
            .option("-Xlog:jfr*=error")
            .agent("weave=eager,report_json=" + live);
    try (Lingering host = Lingering.in(jvm)) {
      awaitEvents(host, 1);
      host.spawn();
      Path dump = awaitEvents(host, 3);
      assertThat(host.end()).isZero();

      Jvm.Result read = new CommandLine().run("report", "--json", dump.toString());
      assertThat(read.err()).isEmpty();
      assertThat(new ObjectMapper().readTree(read.out()))
          .isEqualTo(new ObjectMapper().readTree(live.toFile()));
      theFieldsHaveUnits(dump);
    }
  }

  private static void theFieldsHaveUnits(Path dump) throws IOException {
    RecordedEvent spawn =
        RecordingFile.readAllEvents(dump).stream()
            .filter(event -> event.getEventType().getName().equals("spawnrisk.Spawn"))
            .findFirst()
            .orElseThrow();
    assertThat(spawn.getDuration("callDuration")).isPositive();
    assertThat(spawn.getInstant("called")).isBefore(spawn.getStartTime().plusSeconds(1));
    assertThat(spawn.getLong("commitCharge")).isPositive();
    assertThat(spawn.getString("callSite")).startsWith("io.github.spawnrisk.apps.Lingerer.main");
    assertThat(spawn.getString("stack")).contains("java.lang.ProcessBuilder.start");
    assertThat(spawn.getString("callingThread")).isEqualTo("main");
    assertThat(spawn.getEventType().getCategoryNames())
        .containsExactly("Operating System", "spawnrisk");
    assertThat(spawn.getEventType().getField("commitCharge").getContentType())
        .isEqualTo("jdk.jfr.DataAmount");
  }

  @Test
  void aRecordingThatIsStartedLaterHoldsNothingOfOursAfterADetach() throws Exception {
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-XX:+EnableDynamicAgentLoading")
            .option("-Xlog:jfr*=error");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid()).status()).isZero();
      ask(host, "JFR.start", "name=all");
      awaitEvents(host, 1);

      assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30)) // a compiler thread may still hold a class loader
          .untilAsserted(() -> assertThat(LeavesNothingIT.ofOurs(host)).isEmpty());
      assertThat(ask(host, "JFR.check")).contains("name=all").contains("running");
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void whereNothingIsRecordedOrServedNoClassForItIsLoaded() throws Exception {
    Path loaded = folder.resolve("loaded");
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-Xlog:class+load:file=" + loaded + "::filesize=0")
            .agent("weave=eager");
    try (Lingering host = Lingering.in(jvm)) {
      host.spawn();
      assertThat(host.end()).isZero();
    }
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("io.github.spawnrisk.export.JfrWatch"))
        .noneMatch(line -> line.contains("spawnrisk.export.JfrExport"))
        .noneMatch(line -> line.contains("spawnrisk.export.JfrSpawn"))
        .noneMatch(line -> line.contains("jdk.jfr.internal.PlatformRecorder"))
        .noneMatch(line -> line.contains("spawnrisk.export.Prometheus"))
        .noneMatch(line -> line.contains("spawnrisk.shaded.prometheus"))
        .noneMatch(line -> line.contains("spawnrisk.export.Otlp"))
        .noneMatch(line -> line.contains("spawnrisk.shaded.opentelemetry"))
        .noneMatch(line -> line.contains("com.sun.net.httpserver"));
  }

  @Test
  void aRecordingTakesOnlyTheLevelThatItAsksFor() throws Exception {
    String settings =
        "<configuration version=\"2.0\"><event name=\"spawnrisk.Spawn\"><setting"
            + " name=\"enabled\">true</setting><setting"
            + " name=\"lowestLevel\">warning</setting></event></configuration>";
    Path file = Files.writeString(folder.resolve("warnings.jfc"), settings);
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .option("-XX:StartFlightRecording:name=all,settings=" + file)
            .option("-Xlog:jfr*=error")
            .agent("weave=eager");
    try (Lingering host = Lingering.in(jvm)) {
      Map<String, Integer> counts = counts(awaitEvents(host, 1));
      assertThat(counts).doesNotContainKey("spawnrisk.Spawn").containsKey("spawnrisk.Exit");
      assertThat(host.end()).isZero();
    }
  }

  @Test
  void anImageWithoutTheModulesIsObservedAndSaysWhatItLacks() throws Exception {
    Path runtime = folder.resolve("runtime");
    Runtimes.link(runtime, "java.base", "java.instrument");
    Jvm jvm = Jvm.running(Lingerer.class).of(runtime).attached(folder, "prometheus=0");
    try (Lingering host = Lingering.in(jvm)) {
      String line = host.errorLine();
      while (!line.startsWith("spawnrisk")) { // what the JVM itself says of an attach
        line = host.errorLine();
      }
      assertThat(line)
          .startsWith("spawnrisk: no metrics for Prometheus: this runtime image lacks the module");
      host.spawn();
      assertThat(host.end()).isZero();
    }
  }

  /** Spawns, and waits until the recording has so many ends of children. */
  private Path awaitEvents(Lingering host, int ends) throws IOException {
    host.spawn();
    Path dump = folder.resolve("dump.jfr");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Files.deleteIfExists(dump);
              ask(host, "JFR.dump", "name=all", "filename=" + dump);
              return Files.exists(dump) && counts(dump).getOrDefault("spawnrisk.Exit", 0) >= ends;
            });
    return dump;
  }

  private static Map<String, Integer> counts(Path dump) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    RecordingFile.readAllEvents(dump)
        .forEach(event -> counts.merge(event.getEventType().getName(), 1, Integer::sum));
    return counts;
  }

  private static String ask(Lingering host, String... what) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(host.pid());
    command.addAll(List.of(what));
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
