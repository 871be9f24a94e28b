// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpSettingsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/",
          "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://logs:1/elsewhere");

  @Test
  void theOptionsUrlWinsOverTheEnvironments() {
    OtlpSettings settings = new OtlpSettings("http://here:4318", ENVIRONMENT);

    assertThat(settings.url("metrics")).isEqualTo("http://here:4318/v1/metrics");
    assertThat(settings.url("logs")).isEqualTo("http://here:4318/v1/logs");
  }

  @Test
  void theEnvironmentsUrlIsThatOfTheSignalOrTheCommonOneOrLocal() {
    assertThat(new OtlpSettings(null, ENVIRONMENT).url("logs"))
        .isEqualTo("http://logs:1/elsewhere");
    assertThat(new OtlpSettings(null, ENVIRONMENT).url("metrics"))
        .isEqualTo("http://collector:4318/v1/metrics");
    assertThat(new OtlpSettings(null, Map.of()).url("metrics"))
        .isEqualTo("http://localhost:4318/v1/metrics");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0", "soon", "1e3", "99999999999999999999"})
  void whatIsMalformedCountsAsNotSet(String interval) {
    OtlpSettings settings = new OtlpSettings(null, Map.of("OTEL_METRIC_EXPORT_INTERVAL", interval));

    assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void pairsArePercentEncoded() {
    OtlpSettings settings =
        new OtlpSettings(
            null, Map.of("OTEL_EXPORTER_OTLP_HEADERS", "a=b%20c, d = e+f ,no,=nothing,g=%zz"));

    assertThat(settings.headers())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "b c", "d", "e+f", "g", "%zz"));
  }

  @Test
  void theSdkCanBeDisabled() {
    assertThat(new OtlpSettings(null, Map.of("OTEL_SDK_DISABLED", "TRUE")).isDisabled()).isTrue();
    assertThat(new OtlpSettings(null, Map.of()).isDisabled()).isFalse();
  }
}
