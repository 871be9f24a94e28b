// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import org.jspecify.annotations.Nullable;

/** Where to listen: "[host:]port", without a host on the loopback address. */
record Endpoint(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int HIGHEST_PORT = 65_535;

  static @Nullable Endpoint parse(String option, @Nullable String value) throws OptionException {
    if (value == null) {
      return null;
    }
    int colon = value.lastIndexOf(':');
    String host = colon < 0 ? LOOPBACK : withoutBrackets(value.substring(0, colon));
    int port = port(value.substring(colon + 1));
    if (port < 0 || host.isEmpty() || host.indexOf('/') >= 0) {
      throw new OptionException(
          "option '"
              + option
              + "' cannot be '"
              + value
              + "'; write 'PORT' or 'HOST:PORT', such as '9464' or '0.0.0.0:9464'");
    }
    return new Endpoint(host, port);
  }

  /** An address of IPv6 has them, as it has colons. */
  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String text) {
    if (text.isEmpty() || text.length() > 5) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    int port = Integer.parseInt(text);
    return port <= HIGHEST_PORT ? port : -1;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
  }
}
