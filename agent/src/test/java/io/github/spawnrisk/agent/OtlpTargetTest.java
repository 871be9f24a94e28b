// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpTargetTest {
  @Test
  void isAUrlOrWhatTheEnvironmentSays() throws OptionException {
    assertThat(OtlpTarget.parse("otlp", "https://c:4318/base").endpoint())
        .isEqualTo("https://c:4318/base");
    assertThat(OtlpTarget.parse("otlp", "env").endpoint()).isNull();
    assertThat(OtlpTarget.parse("otlp", null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"true", "c:4318", "grpc://c:4317", "http://", "http://c/?q", "http://a b"})
  void thatCannotBeIsRefusedInOneLine(String value) {
    assertThatThrownBy(() -> OtlpTarget.parse("otlp", value))
        .isInstanceOf(OptionException.class)
        .hasMessage(
            "option 'otlp' cannot be '%s'; write a URL such as 'http://127.0.0.1:4318', or 'env'",
            value);
  }
}
