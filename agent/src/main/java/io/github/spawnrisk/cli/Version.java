// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
  static String number() {
    String number = Version.class.getPackage().getImplementationVersion();
    return number == null ? "unpackaged" : number;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"spawnrisk " + number()};
  }
}
