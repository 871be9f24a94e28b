// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report of a live JVM: at its exit, and by JMX. */
class LiveReportIT {
  private static final String CALL_SITE = "io.github.spawnrisk.apps.Lingerer.main";

  @TempDir Path folder;

  @Test
  void theReportsThatWereAskedForAreWrittenAtExit() throws Exception {
    Path text = folder.resolve("report-%p.txt");
    Path json = folder.resolve("report.json");
    Path html = folder.resolve("report.html");
    Jvm jvm =
        Jvm.running(Lingerer.class)
            .agent("weave=eager,report=" + text + ",report_html=" + html)
            .option("-Dspawnrisk.report_json=" + json);
    try (Lingering host = Lingering.in(jvm)) {
      host.spawn();
      host.spawn();
      String pid = host.pid();
      assertThat(host.end()).isZero();

      Path written = folder.resolve("report-" + pid + ".txt");
      assertThat(Files.readAllLines(written)).allMatch(line -> line.length() <= 80);
      assertThat(Files.readString(written)).contains("Lingerer.main");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
          .isEqualTo("rw-------");
      assertThat(new ObjectMapper().readTree(json.toFile()).toString()).contains(CALL_SITE);
      assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains(CALL_SITE);
    }
  }

  @Test
  void standardErrorTakesTheReportAndALinkDoesNot() throws IOException, InterruptedException {
    Path target = Files.writeString(folder.resolve("target"), "untouched");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    Jvm.Result result =
        Jvm.running(KnownSpawns.class).agent("weave=eager,report=-,report_json=" + link).run();

    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("KnownSpawns.byRuntime").contains("cannot write '" + link);
    assertThat(target).hasContent("untouched");
  }

  /** To connect starts the platform's MBean server, where the bean is not until then. */
  @ParameterizedTest
  @ValueSource(strings = {"jmx=auto", "jmx=true"})
  void aJmxClientReadsNumbersThatAgree(String option) throws Exception {
    Jvm jvm = Jvm.running(Lingerer.class).agent("weave=eager," + option);
    try (Lingering host = Lingering.in(jvm);
        JMXConnector connector = connect(host)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      ObjectName name = nameOnceItIsRegistered(server);

      host.spawn();
      host.spawn();

      assertThat(server.getAttribute(name, "Spawns")).isEqualTo(2L);
      String[] wanted = {"Spawns", "Failures", "MissedEvents", "MissedContexts", "WorstLevel"};
      List<Object> values =
          server.getAttributes(name, wanted).asList().stream().map(Attribute::getValue).toList();
      assertThat(values).containsExactly(2L, 0L, 0L, 0L, "none");
      assertThat((String) server.getAttribute(name, "TextReport")).contains("Lingerer.main");
      assertThat((String) server.getAttribute(name, "JsonReport")).contains(CALL_SITE);
      CompositeData[] sites = (CompositeData[]) server.getAttribute(name, "TopCallSites");
      assertThat(sites).hasSize(1);
      assertThat((String) sites[0].get("callSite")).startsWith(CALL_SITE);
      assertThat(sites[0].get("spawns")).isEqualTo(2L);
      assertThat((CompositeData[]) server.getAttribute(name, "Findings")).isEmpty();

      server.invoke(name, "reset", new Object[0], new String[0]);

      assertThat(server.getAttribute(name, "Spawns")).isEqualTo(0L);
      host.spawn();
      assertThat(server.getAttribute(name, "Spawns")).isEqualTo(1L);
    }
  }

  @Test
  void aJmxClientFindsTheReportOfAnAttachedJvmUntilTheDetach() throws Exception {
    Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
    try (Lingering host = Lingering.in(jvm)) {
      assertThat(new CommandLine().run("attach", host.pid()).status()).isZero();
      try (JMXConnector connector = connect(host)) {
        MBeanServerConnection server = connector.getMBeanServerConnection();
        ObjectName name = nameOnceItIsRegistered(server);
        host.spawn();
        assertThat(server.getAttribute(name, "Spawns")).isEqualTo(1L);

        assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

        assertThat(server.isRegistered(name)).isFalse();
      }
    }
  }

  private static ObjectName nameOnceItIsRegistered(MBeanServerConnection server) throws Exception {
    ObjectName name = new ObjectName("io.github.spawnrisk:type=SpawnRisk");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.isRegistered(name));
    return name;
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
