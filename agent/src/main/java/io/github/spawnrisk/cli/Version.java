// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
  private static final String UNKNOWN = "unknown";

  static String number() {
    String number = Version.class.getPackage().getImplementationVersion();
    return number == null ? "unpackaged" : number;
  }

  /** The commit that it was built from. */
  private static String build() {
    try (InputStream text = Version.class.getResourceAsStream("build.txt")) {
      return text == null
          ? UNKNOWN
          : new String(text.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException unreadable) {
      return UNKNOWN; // which is what is said
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"spawnrisk " + number() + " (build " + build() + ")"};
  }
}
