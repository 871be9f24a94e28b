// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "9464, 127.0.0.1:9464",
    "0.0.0.0:9464, 0.0.0.0:9464",
    "[::1]:9464, [::1]:9464",
    "localhost:0, localhost:0"
  })
  void isAPortOfTheLoopbackAddressOrOfTheOneThatIsGiven(String value, String endpoint)
      throws OptionException {
    assertThat(Endpoint.parse("prometheus", value)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":9464", "host:", "host", "65536", "-1", "+1", "http://host:1", "1e3"})
  void thatCannotBeIsRefusedInOneLine(String value) {
    assertThatThrownBy(() -> Endpoint.parse("prometheus", value))
        .isInstanceOf(OptionException.class)
        .hasMessage(
            "option 'prometheus' cannot be '%s'; write 'PORT' or 'HOST:PORT', such as '9464' or"
                + " '0.0.0.0:9464'",
            value);
  }

  @Test
  void isNowhereWhereNoneIsGiven() throws OptionException {
    assertThat(Endpoint.parse("prometheus", null)).isNull();
  }
}
