// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.tools.attach.VirtualMachine;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One warning of a service that forks beyond its cgroup, by all the ways in which it is told. */
class SameNumbersIT {
  private static final String CODE = "OOM_POSSIBLE";
  private static final long LIMIT = 440L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** What all have to tell. */
  private record Told(String callSite, long need, long have, String source) {}

  @Test
  void oneWarningHasTheSameNumbersWhereverItIsRead() throws Exception {
    Path log = Files.createDirectory(folder.resolve("log"));
    Path live = folder.resolve("live.json");
    try (MemoryCgroup cgroup = MemoryCgroup.of(LIMIT);
        OtlpReceiver receiver = OtlpReceiver.start()) {
      Jvm jvm =
          Jvm.running(Lingerer.class)
              .by(cgroup.entering())
              .option("-Xms256m")
              .option("-XX:+AlwaysPreTouch")
              .option("-Xlog:jfr*=error")
              .option("-XX:StartFlightRecording:name=all")
              .variable("OTEL_METRIC_EXPORT_INTERVAL", "300")
              .mechanism("FORK")
              .attached(
                  folder,
                  "prometheus=0,log=" + log + ",otlp=" + receiver.url() + ",report_json=" + live);
      try (Lingering host = Lingering.in(jvm)) {
        Told told = whileItLives(host, receiver, cgroup);
        Path recording = dump(host);
        ofJfr(recording, told);
        assertThat(host.end()).isZero();

        assertThat(ofJson(Files.readString(live))).isEqualTo(told);
        ofFiles(recording, told);
        ofFiles(log, told);
      }
    }
  }

  private static Told whileItLives(Lingering host, OtlpReceiver receiver, MemoryCgroup cgroup)
      throws Exception {
    String metrics = "http://" + target(host) + "/metrics";
    try (JMXConnector connector = connect(host)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName name = new ObjectName("io.github.spawnrisk:type=SpawnRisk");
      Awaitility.await().atMost(PATIENCE).until(() -> server.isRegistered(name));
      BlockingQueue<Notification> notifications = new LinkedBlockingQueue<>();
      server.addNotificationListener(name, (told, nothing) -> notifications.add(told), null, null);

      host.spawn();

      Told told = ofJmx(server, name);
      assertThat(told.need()).isGreaterThan(told.have());
      assertThat(told.callSite()).startsWith("io.github.spawnrisk.apps.Lingerer.main");
      assertThat(told.source()).contains(cgroup.name());
      assertThat(ofNotification(notifications.poll(60, TimeUnit.SECONDS))).isEqualTo(told);
      assertThat(ofJson((String) server.getAttribute(name, "JsonReport"))).isEqualTo(told);
      prometheusHas(RealPrometheus.text(metrics).body(), told);
      assertThat(ofOtlp(receiver)).isEqualTo(told);
      return told;
    }
  }

  private static Told ofJmx(MBeanServerConnection server, ObjectName name) throws Exception {
    CompositeData[] findings = (CompositeData[]) server.getAttribute(name, "Findings");
    CompositeData found =
        Arrays.stream(findings)
            .filter(finding -> CODE.equals(finding.get("code")))
            .findFirst()
            .orElseThrow();
    assertThat(found.get("count")).isEqualTo(1L);
    return told(found);
  }

  private static Told told(CompositeData data) {
    return new Told(
        (String) data.get("callSite"),
        (Long) data.get("need"),
        (Long) data.get("have"),
        (String) data.get("source"));
  }

  private static Told ofNotification(Notification notification) {
    assertThat(notification.getType()).isEqualTo("io.github.spawnrisk.warning." + CODE);
    return told((CompositeData) notification.getUserData());
  }

  private static Told ofJson(String report) throws IOException {
    return ofJson(new ObjectMapper().readTree(report));
  }

  private static Told ofJson(JsonNode report) {
    for (JsonNode site : report.get("call_sites")) {
      for (JsonNode reason : site.get("reasons")) {
        if (reason.get("code").asText().equals(CODE)) {
          assertThat(reason.get("count").asLong()).isEqualTo(1);
          return new Told(
              site.get("call_site").asText(),
              reason.get("need").asLong(),
              reason.get("have").asLong(),
              reason.get("source").asText());
        }
      }
    }
    throw new AssertionError("no " + CODE + " in " + report);
  }

  /** What is needed is exposure and page tables, what there is the headroom. */
  private static void prometheusHas(String metrics, Told told) {
    assertThat(value(metrics, "spawnrisk_warnings_total{code=\"" + CODE + "\"}")).isEqualTo(1);
    assertThat(value(metrics, "spawnrisk_parent_headroom_bytes")).isEqualTo(told.have());
    assertThat(
            value(metrics, "spawnrisk_parent_copy_exposure_bytes")
                + value(metrics, "spawnrisk_parent_page_tables_bytes"))
        .isEqualTo(told.need());
    assertThat(metrics).contains("place=\"" + told.callSite() + '"');
  }

  private static long value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + ' '))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElseThrow();
  }

  private static Told ofOtlp(OtlpReceiver receiver) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                !receiver.records().isEmpty()
                    && receiver.counter("spawnrisk.warnings", "code", CODE) == 1);
    assertThat(receiver.records()).hasSize(1);
    LogRecord record = receiver.records().get(0);
    Map<String, String> attributes = OtlpReceiver.texts(record.getAttributesList());
    assertThat(record.getEventName()).isEqualTo("spawnrisk.warning");
    assertThat(attributes).containsEntry("spawnrisk.code", CODE);
    return new Told(
        attributes.get("spawnrisk.call_site"),
        Long.parseLong(attributes.get("spawnrisk.need")),
        Long.parseLong(attributes.get("spawnrisk.have")),
        attributes.get("spawnrisk.source"));
  }

  private static void ofJfr(Path recording, Told told) throws IOException {
    var warning =
        RecordingFile.readAllEvents(recording).stream()
            .filter(event -> event.getEventType().getName().equals("spawnrisk.Warning"))
            .findFirst()
            .orElseThrow();
    assertThat(warning.getString("reasons")).contains(CODE);
    assertThat(warning.getString("callSite")).isEqualTo(told.callSite());
    assertThat(warning.getLong("headroom")).isEqualTo(told.have());
    assertThat(warning.getLong("copyExposure") + warning.getLong("pageTables"))
        .isEqualTo(told.need());
  }

  /** By the command line, of a log or a recording: JSON, text and HTML. */
  private void ofFiles(Path events, Told told) throws Exception {
    Path html = folder.resolve("report.html");
    String[] jsonAndHtml = {"report", "--json", "--html", html.toString(), events.toString()};
    assertThat(ofJson(new CommandLine().run(jsonAndHtml).out())).isEqualTo(told);
    Matcher data =
        Pattern.compile("<script[^>]*application/json[^>]*>(.*?)</script>", Pattern.DOTALL)
            .matcher(Files.readString(html));
    assertThat(data.find()).isTrue();
    assertThat(ofJson(new ObjectMapper().readTree(data.group(1)).get("report"))).isEqualTo(told);
    String text = new CommandLine().run("report", events.toString()).out();
    assertThat(text)
        .contains(CODE, told.callSite())
        .contains("need  " + mebibytes(told.need()))
        .contains("have  " + mebibytes(told.have()));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }

  private Path dump(Lingering host) {
    Path dump = folder.resolve("dump.jfr");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Files.deleteIfExists(dump);
              jcmd(host, "JFR.dump", "name=all", "filename=" + dump);
              return Files.exists(dump)
                  && RecordingFile.readAllEvents(dump).stream()
                      .anyMatch(event -> event.getEventType().getName().equals("spawnrisk.Exit"));
            });
    return dump;
  }

  private static void jcmd(Lingering host, String... what) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(host.pid());
    command.addAll(List.of(what));
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(asked.waitFor()).as(said).isZero();
  }

  private static String target(Lingering host) throws IOException {
    String said = "spawnrisk: metrics for Prometheus at http://";
    String line = host.errorLine();
    while (!line.startsWith(said)) { // what the JVM itself says of an attach
      line = host.errorLine();
    }
    return line.substring(said.length(), line.indexOf("/metrics"));
  }

  @SuppressWarnings("BanJNDI") // the address is that of our own child
  private static JMXConnector connect(Lingering host) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(host.pid());
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
  }
}
