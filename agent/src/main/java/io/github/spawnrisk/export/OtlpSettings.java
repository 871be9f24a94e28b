// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What OpenTelemetry's environment variables say, as its specification has them ("OpenTelemetry
 * Protocol Exporter", "Environment Variable Specification"); what is malformed counts as not set.
 */
final class OtlpSettings {
  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
  private static final String LOCAL = "http://localhost:4318";

  private final @Nullable String endpoint;
  private final Map<String, String> environment;

  /**
   * @param endpoint the option's; null: as the environment says
   */
  OtlpSettings(@Nullable String endpoint, Map<String, String> environment) {
    this.endpoint = endpoint;
    this.environment = Map.copyOf(environment);
  }

  boolean isDisabled() {
    return "true".equalsIgnoreCase(text("OTEL_SDK_DISABLED"));
  }

  /** Where to post one kind of signal: metrics or logs. */
  String url(String signal) {
    String own = text(PREFIX + signal.toUpperCase(Locale.ROOT) + "_ENDPOINT");
    if (endpoint == null && own != null) {
      return own;
    }
    String common = text(PREFIX + "ENDPOINT");
    String base = endpoint != null ? endpoint : common != null ? common : LOCAL;
    return (base.endsWith("/") ? base : base + '/') + "v1/" + signal;
  }

  Map<String, String> headers() {
    return pairs(PREFIX + "HEADERS");
  }

  /** Attributes of the resource; the variable for the service's name alone wins. */
  Map<String, String> resource() {
    Map<String, String> attributes = pairs("OTEL_RESOURCE_ATTRIBUTES");
    String service = text("OTEL_SERVICE_NAME");
    if (service != null) {
      attributes.put("service.name", service);
    }
    return attributes;
  }

  boolean isPacked() {
    return "gzip".equals(text(PREFIX + "COMPRESSION"));
  }

  Duration timeout() {
    return millis(PREFIX + "TIMEOUT", Duration.ofSeconds(10));
  }

  Duration interval() {
    return millis("OTEL_METRIC_EXPORT_INTERVAL", Duration.ofMinutes(1));
  }

  private Duration millis(String name, Duration byDefault) {
    String text = text(name);
    return text != null && text.matches("[1-9]\\d{0,8}")
        ? Duration.ofMillis(Long.parseLong(text))
        : byDefault;
  }

  private Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    String text = text(name);
    for (String pair : text == null ? new String[0] : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).strip(), decoded(pair.substring(equals + 1).strip()));
      }
    }
    return pairs;
  }

  /** A plus is none of the percent-encoding. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }

  private @Nullable String text(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
