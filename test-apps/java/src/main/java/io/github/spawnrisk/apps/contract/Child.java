// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Children as the cases want them. */
final class Child {
  /** One that lives until it is ended. */
  static final String LINGERS = "read -r word";

  private Child() {}

  static ProcessBuilder shell(String script) {
    return new ProcessBuilder("/bin/sh", "-c", script);
  }

  /** What it wrote to both of its streams, and how it ended. */
  static String told(ProcessBuilder builder) throws IOException, InterruptedException {
    return told(builder.start());
  }

  static String told(Process child) throws IOException, InterruptedException {
    return text(child.getInputStream())
        + "|"
        + text(child.getErrorStream())
        + "|"
        + child.waitFor();
  }

  static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * Has begun when this returns: the kernel shows no arguments of a program that is being loaded.
   */
  static Process lingering() throws IOException {
    Process child = shell("echo; " + LINGERS).start();
    if (child.getInputStream().read() < 0) {
      throw new IOException("it has ended");
    }
    return child;
  }

  static int ended(Process child) throws InterruptedException {
    child.destroyForcibly();
    return child.waitFor();
  }
}
