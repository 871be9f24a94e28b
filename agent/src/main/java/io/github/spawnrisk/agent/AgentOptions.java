// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.options.Nearest;
import io.github.spawnrisk.options.Setting;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for. The agent's argument outdoes the system properties, these the
 * environment, and that the config file.
 *
 * @param log file or folder for event lines; null: they stay in this process
 * @param redact patterns of secrets among full arguments, beside the usual ones; null: no others
 * @param exactFacts areas are walked through before each call that copies memory
 * @param report where the text report goes at the JVM's exit
 * @param reportJson where the JSON report goes then
 * @param reportHtml where the HTML report goes then
 * @param prometheus where a Prometheus can scrape; null: nowhere
 * @param otlp where metrics and logs are sent; null: nowhere
 * @param library the native library to load instead of the jar's
 */
record AgentOptions(
    @Nullable String log,
    boolean fullArguments,
    @Nullable String redact,
    boolean exactFacts,
    @Nullable String report,
    @Nullable String reportJson,
    @Nullable String reportHtml,
    boolean eager,
    Jmx jmx,
    @Nullable Endpoint prometheus,
    @Nullable OtlpTarget otlp,
    @Nullable String library) {
  /** When the report is registered as an MXBean. */
  enum Jmx {
    /** Where the platform's MBean server is, or as soon as it is. */
    AUTO,
    /** At once: the server is started. */
    TRUE,
    /** Never. */
    FALSE
  }

  /** At the JVM's exit. */
  boolean wantsReports() {
    return report != null || reportJson != null || reportHtml != null;
  }

  private static final List<String> KEYS = Setting.agentKeys();
  private static final String PROPERTY = "spawnrisk.";
  private static final String VARIABLE = "SPAWNRISK_";
  private static final int LIKELY_TYPO = 2;

  /** Bytes that the native side takes (native/src/event/secrets.h). */
  private static final int MOST_PATTERNS = 1023;

  static AgentOptions parse(
      @Nullable String argument, Properties properties, Map<String, String> environment)
      throws OptionException {
    Map<String, String> given = new HashMap<>();
    addVariables(given, environment);
    addProperties(given, properties);
    addArgument(given, argument);
    refuseEmpty(given);
    ConfigFile.addTo(given);
    refuseFolder(given, "report");
    refuseFolder(given, "report_json");
    refuseFolder(given, "report_html");
    refuseLong(given, Setting.REDACT.key());
    return new AgentOptions(
        given.get("log"),
        "full".equals(oneOf(given, Setting.ARGUMENTS)),
        given.get(Setting.REDACT.key()),
        "exact".equals(oneOf(given, Setting.FACTS)),
        given.get("report"),
        given.get("report_json"),
        given.get("report_html"),
        "eager".equals(oneOf(given, Setting.WEAVE)),
        Jmx.valueOf(oneOf(given, Setting.JMX).toUpperCase(Locale.ROOT)),
        Endpoint.parse(Setting.PROMETHEUS.key(), given.get(Setting.PROMETHEUS.key())),
        OtlpTarget.parse(Setting.OTLP.key(), given.get(Setting.OTLP.key())),
        given.get("native"));
  }

  /**
   * An orchestrator may set variables of our prefix (SPAWNRISK_SERVICE_HOST, SPAWNRISK_PORT for a
   * service of that name), so only what looks like one of ours mistyped is refused.
   */
  private static void addVariables(Map<String, String> given, Map<String, String> environment)
      throws OptionException {
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (!variable.getKey().startsWith(VARIABLE)) {
        continue;
      }
      String key = variable.getKey().substring(VARIABLE.length()).toLowerCase(Locale.ROOT);
      if (KEYS.contains(key)) {
        if (!variable.getValue().isEmpty()) { // the way in which many a script unsets a variable
          given.put(key, variable.getValue());
        }
      } else if (!isOfAService(key)
          && Nearest.distance(key, Nearest.to(key, KEYS)) <= LIKELY_TYPO) {
        throw unknown(
            "environment variable '" + variable.getKey() + "'",
            VARIABLE + Nearest.to(key, KEYS).toUpperCase(Locale.ROOT));
      }
    }
  }

  private static boolean isOfAService(String key) {
    return key.equals("port") || key.startsWith("port_") || key.startsWith("service_");
  }

  private static void addProperties(Map<String, String> given, Properties properties)
      throws OptionException {
    for (String name : properties.stringPropertyNames()) {
      if (!name.startsWith(PROPERTY)) {
        continue;
      }
      String key = name.substring(PROPERTY.length());
      if (!KEYS.contains(key)) {
        throw unknown("system property '" + name + "'", PROPERTY + Nearest.to(key, KEYS));
      }
      given.put(key, properties.getProperty(name));
    }
  }

  private static void addArgument(Map<String, String> given, @Nullable String argument)
      throws OptionException {
    if (argument == null || argument.isEmpty()) {
      return;
    }
    for (String pair : argument.split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (!KEYS.contains(key)) {
        throw unknown("option '" + key + "'", Nearest.to(key, KEYS));
      }
      if (equals < 0) {
        throw new OptionException("option '" + key + "' has no value; write '" + key + "=...'");
      }
      given.put(key, pair.substring(equals + 1));
    }
  }

  private static void refuseEmpty(Map<String, String> given) throws OptionException {
    for (String key : KEYS) {
      if ("".equals(given.get(key))) {
        throw new OptionException(
            "option '" + key + "' is empty; write '" + key + "=...', or leave it out");
      }
    }
  }

  /** At the JVM's exit it would be too late to say so. */
  private static void refuseFolder(Map<String, String> given, String key) throws OptionException {
    String path = given.get(key);
    if (path != null && (path.endsWith("/") || new File(path).isDirectory())) {
      throw new OptionException(
          "option '" + key + "' names a folder, '" + path + "'; name a file in it");
    }
  }

  private static void refuseLong(Map<String, String> given, String key) throws OptionException {
    String value = given.get(key);
    if (value != null && value.getBytes(StandardCharsets.UTF_8).length > MOST_PATTERNS) {
      throw new OptionException(
          "option '" + key + "' is longer than " + MOST_PATTERNS + " bytes; give fewer patterns");
    }
  }

  static OptionException unknown(String what, String nearest) {
    return new OptionException("unknown " + what + "; did you mean '" + nearest + "'?");
  }

  private static String oneOf(Map<String, String> given, Setting setting) throws OptionException {
    String value = given.getOrDefault(setting.key(), setting.byDefault());
    List<String> known = setting.words();
    if (!known.contains(value)) {
      String nearest = Nearest.to(value, known);
      throw new OptionException(
          "option '"
              + setting.key()
              + "' cannot be '"
              + value
              + "'; did you mean '"
              + nearest
              + "'?");
    }
    return value;
  }
}
