// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Names by their bytes, each a char below 256. A cgroup's name is any bytes but NUL and '/', of
 * which a JVM reads and writes only those that are text in its locale.
 */
final class Octets {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final char UNDECODED = '\ufffd';

  private Octets() {}

  /** Of an option's value, as the kernel has it; where it is not there, as the locale writes it. */
  static String of(String option, String value) throws IOException {
    String line = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.ISO_8859_1);
    for (String octets : line.split("\0", -1)) {
      String behind =
          octets.startsWith(option + "=") ? octets.substring(option.length() + 1) : octets;
      if (text(behind).equals(value)) {
        return behind;
      }
    }
    if (value.indexOf(UNDECODED) >= 0 || !locale().newEncoder().canEncode(value)) {
      throw new IOException("they are no text in this locale (" + locale() + ")");
    }
    return new String(value.getBytes(locale()), StandardCharsets.ISO_8859_1);
  }

  /** As the launcher decodes an argument (sun.launcher.LauncherHelper). */
  private static String text(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), locale());
  }

  private static Charset locale() {
    String name = System.getProperty("sun.jnu.encoding", "");
    return !name.isEmpty() && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }

  /** A URI of a file is its bytes, whatever the locale. */
  static Path path(String octets) {
    StringBuilder uri = new StringBuilder("file:///");
    for (char octet : octets.replaceAll("/+", "/").replaceFirst("^/", "").toCharArray()) {
      uri.append(octet == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", (int) octet));
    }
    Path absolute = Path.of(URI.create(uri.toString()));
    if (octets.startsWith("/")) {
      return absolute;
    }
    return octets.isEmpty() ? Path.of("") : absolute.subpath(0, absolute.getNameCount());
  }
}
