// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment that this process was started with. Not System.getenv: on JDK 25 that one
 * initializes ProcessImpl, which reads jdk.lang.Process.launchMechanism once and for all, and an
 * application may still want to set that property in its main.
 */
public final class Environment {
  private static final String SOURCE = "/proc/self/environ";

  private Environment() {}

  /** Falls back to System.getenv in a process that may not read its own files in /proc. */
  public static Map<String, String> read() {
    try (InputStream in = new FileInputStream(SOURCE)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return System.getenv();
    }
  }

  /** Each variable ends with a NUL; the first one of a name is the one that getenv(3) finds. */
  static Map<String, String> parse(String environ) {
    Map<String, String> variables = new HashMap<>();
    int start = 0;
    for (int end = environ.indexOf(0); end >= 0; end = environ.indexOf(0, start)) {
      int equals = environ.indexOf('=', start);
      if (equals > start && equals < end) {
        variables.putIfAbsent(environ.substring(start, equals), environ.substring(equals + 1, end));
      }
      start = end + 1;
    }
    return variables;
  }
}
