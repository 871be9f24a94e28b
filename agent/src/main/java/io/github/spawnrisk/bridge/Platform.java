// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

/** The folders' names of the native libraries in the jar: system, architecture, C library. */
final class Platform {
  private Platform() {}

  static String folder(boolean musl) {
    String architecture = architecture(System.getProperty("os.arch"));
    return "linux-" + architecture + (musl ? "-musl" : "-glibc");
  }

  /** The kernel's name for what Java calls os.arch. */
  static String architecture(String java) {
    return java.equals("amd64") ? "x86_64" : java;
  }
}
