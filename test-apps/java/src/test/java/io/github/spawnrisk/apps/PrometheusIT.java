// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a real JVM, and evaluates the rules and the dashboard that we ship. */
class PrometheusIT {
  private static final String SAID = "spawnrisk: metrics for Prometheus at http://";
  private static final long LIMIT = 440L << 20;
  private static final Path FLEET = Jvm.root().resolve("docs/fleet");

  @TempDir Path folder;

  @Test
  void theShippedAlertFiresForAServiceThatForksBeyondItsCgroup() throws Exception {
    try (MemoryCgroup cgroup = MemoryCgroup.of(LIMIT)) {
      Jvm jvm =
          Jvm.running(Lingerer.class)
              .by(cgroup.entering())
              .option("-Xms256m")
              .option("-XX:+AlwaysPreTouch")
              .mechanism("FORK")
              .agent("weave=eager,prometheus=0");
      try (Lingering host = Lingering.in(jvm);
          RealPrometheus prometheus = RealPrometheus.scraping(target(host), folder)) {
        host.spawn();

        Set<String> firing = new HashSet<>();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  firing.addAll(firing(prometheus));
                  assertThat(firing).contains("SpawnCouldKill", "SpawnCallSiteAtRisk");
                });

        assertThat(prometheus.query("ALERTS{alertname=\"SpawnCallSiteAtRisk\"}").toString())
            .contains("io.github.spawnrisk.apps.Lingerer.main");
        assertThat(prometheus.query("spawnrisk_warnings_total{code=\"OOM_POSSIBLE\"}").toString())
            .contains("\"1\"");
        everyQueryOfTheDashboardIsUnderstood(prometheus);
        assertThat(host.end()).isZero();
      }
    }
  }

  /** Those that tell of what there is have data too. */
  private static void everyQueryOfTheDashboardIsUnderstood(RealPrometheus prometheus)
      throws Exception {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel :
        new ObjectMapper().readTree(FLEET.resolve("dashboard.json").toFile()).get("panels")) {
      panel.get("targets").forEach(target -> queries.add(target.get("expr").asText()));
    }
    assertThat(queries).hasSizeGreaterThan(20);
    for (String query : queries) {
      JsonNode result =
          prometheus.query(
              query
                  .replace("$job", ".*")
                  .replace("$instance", ".*")
                  .replace("$__rate_interval", "1m"));
      if (query.contains("parent_") || query.contains("call_site_info")) {
        assertThat(result.size()).as(query).isPositive();
      }
    }
  }

  private static List<String> firing(RealPrometheus prometheus) throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode alert : prometheus.api("alerts").get("alerts")) {
      if (alert.get("state").asText().equals("firing")) {
        names.add(alert.get("labels").get("alertname").asText());
      }
    }
    return names;
  }

  @Test
  void theShippedRulesDoWhatTheirTestsSay() throws Exception {
    assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
    assertThat(promtool("test", "rules", "alerts.test.yml")).contains("SUCCESS");
  }

  @Test
  void theMetricsAreNamedAsPrometheusHasIt() throws Exception {
    Jvm jvm = Jvm.running(Lingerer.class).attached(folder, "prometheus=0");
    try (Lingering host = Lingering.in(jvm)) {
      String target = target(host);
      host.spawn();
      String metrics = metrics(target);

      Process promtool =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
      promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
      promtool.getOutputStream().close();
      assertThat(promtool.getInputStream().readAllBytes()).asString().isEmpty();
      assertThat(promtool.waitFor()).isZero();
      assertThat(metrics)
          .contains("spawnrisk_call_site_spawns_total{call_site=\"", "place=\"" + hostsPlace());
    }
  }

  private static String hostsPlace() {
    return Lingerer.class.getName() + ".main";
  }

  @Test
  void anAddressThatIsTakenIsToldInOneLineAndTheHostGoesOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Jvm jvm = Jvm.running(Lingerer.class).agent("prometheus=" + port);
      try (Lingering host = Lingering.in(jvm)) {
        assertThat(host.errorLine())
            .startsWith("spawnrisk: no metrics for Prometheus at 127.0.0.1:" + port + ": ")
            .contains("Address already in use")
            .endsWith("choose another address by the option 'prometheus'");
        host.spawn();
        assertThat(host.end()).isZero();
      }
    }
  }

  @Test
  void aDetachClosesTheEndpointAndLeavesNothing() throws Exception {
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid(), "prometheus=0").status()).isZero();
      String target = target(host);
      host.spawn();
      assertThat(metrics(target)).contains("spawnrisk_spawns_total{");

      assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

      assertThatThrownBy(() -> metrics(target)).isInstanceOf(IOException.class);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30)) // a compiler thread may still hold a class loader
          .untilAsserted(() -> assertThat(LeavesNothingIT.ofOurs(host)).isEmpty());
      assertThat(host.end()).isZero();
    }
  }

  private static String target(Lingering host) throws IOException {
    String line = host.errorLine();
    while (!line.startsWith(SAID)) { // of JDK 21 and later at an attach: that an agent was loaded
      line = host.errorLine();
    }
    return line.substring(SAID.length(), line.indexOf("/metrics"));
  }

  private static String metrics(String target) throws IOException, InterruptedException {
    return RealPrometheus.text("http://" + target + "/metrics").body();
  }

  private static String promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool =
        new ProcessBuilder(command).directory(FLEET.toFile()).redirectErrorStream(true).start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    return said;
  }
}
