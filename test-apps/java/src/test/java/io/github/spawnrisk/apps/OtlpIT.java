// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of OTLP gets of a real JVM. */
class OtlpIT {
  @TempDir Path folder;

  @Test
  void metricsComeWithTheProcessAndAsTheEnvironmentSays() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Jvm jvm =
          Jvm.running(Lingerer.class)
              .mechanism("FORK")
              .variable("OTEL_METRIC_EXPORT_INTERVAL", "300")
              .variable("OTEL_SERVICE_NAME", "shop")
              .variable("OTEL_RESOURCE_ATTRIBUTES", "service.name=other,deployment=a%20b")
              .variable("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%2Bb,x-other=c+d")
              .variable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url())
              .attached(folder, "otlp=env");
      try (Lingering host = Lingering.in(jvm)) {
        host.spawn();
        host.spawn();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> receiver.counter("spawnrisk.spawns", "mechanism", "fork") == 2);

        assertThat(receiver.resource())
            .containsEntry("service.name", "shop")
            .containsEntry("deployment", "a b")
            .containsEntry("process.pid", host.pid())
            .containsKeys("host.name", "service.instance.id", "telemetry.sdk.version");
        assertThat(receiver.headers())
            .allSatisfy(
                headers ->
                    assertThat(headers.toString())
                        .contains("a+b")
                        .contains("c+d")
                        .contains("gzip"));
        var spawns = receiver.metric("spawnrisk.spawns");
        assertThat(spawns.getUnit()).isEqualTo("{spawn}");
        assertThat(spawns.getSum().getIsMonotonic()).isTrue();
        assertThat(spawns.getSum().getAggregationTemporality())
            .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        var stalls = receiver.metric("spawnrisk.fork.stall").getHistogram().getDataPoints(0);
        assertThat(stalls.getCount()).isEqualTo(2);
        assertThat(stalls.getBucketCountsCount()).isEqualTo(stalls.getExplicitBoundsCount() + 1);
        assertThat(receiver.metric("spawnrisk.parent.commit_charge").getUnit()).isEqualTo("By");
        assertThat(host.end()).isZero();
      }
    }
  }

  @Test
  void aJvmThatEndsSoonSendsWhatItHasAtItsEnd() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Jvm.Result result =
          Jvm.running(KnownSpawns.class).agent("weave=eager,otlp=" + receiver.url()).run();

      assertThat(result.status()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(receiver.metric("spawnrisk.spawns").getSum().getDataPointsList()).isNotEmpty();
    }
  }

  @Test
  void aReceiverThatIsNotThereIsToldInOneLineAndTheHostGoesOn() throws Exception {
    Jvm.Result result =
        Jvm.running(KnownSpawns.class).agent("weave=eager,otlp=http://127.0.0.1:1").run();

    assertThat(result.status()).isZero();
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err())
        .startsWith("spawnrisk: OTLP: cannot send metrics to http://127.0.0.1:1/v1/metrics: ");
  }

  @Test
  void aDetachEndsItAndLeavesNothing() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      Jvm jvm = Jvm.running(Lingerer.class).option("-XX:+EnableDynamicAgentLoading");
      try (Lingering host = Lingering.in(jvm)) {
        assertThat(new CommandLine().run("attach", host.pid(), "otlp=" + receiver.url()).status())
            .isZero();
        host.spawn();

        assertThat(new CommandLine().run("detach", host.pid()).status()).isZero();

        assertThat(receiver.hasMetrics()).isTrue();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60)) // JDK 17 ends a client of HTTP once it is collected
            .untilAsserted(() -> assertThat(LeavesNothingIT.ofOurs(host)).isEmpty());
        assertThat(host.end()).isZero();
      }
    }
  }
}
