// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import org.jspecify.annotations.Nullable;

/**
 * Where to send by OTLP.
 *
 * @param endpoint null: as OpenTelemetry's environment variables say
 */
record OtlpTarget(@Nullable String endpoint) {
  private static final String FROM_ENVIRONMENT = "env";

  static @Nullable OtlpTarget parse(String option, @Nullable String value) throws OptionException {
    if (value == null) {
      return null;
    }
    if (value.equals(FROM_ENVIRONMENT)) {
      return new OtlpTarget(null);
    }
    if (!value.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
      throw new OptionException(
          "option '"
              + option
              + "' cannot be '"
              + value
              + "'; write a URL such as 'http://127.0.0.1:4318', or 'env'");
    }
    return new OtlpTarget(value);
  }
}
