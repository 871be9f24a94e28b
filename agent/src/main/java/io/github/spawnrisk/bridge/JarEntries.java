// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is in the jar besides the classes that are loaded from it. By the loader of the agent that
 * is being started, and not by ours: that one's jar may be of an earlier order, and a loader that
 * has it open still finds classes in it, but opens it by its name for all else.
 */
final class JarEntries {
  private JarEntries() {}

  static byte[] read(ClassLoader jar, String name) throws IOException {
    try (InputStream in = jar.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is missing");
      }
      return in.readAllBytes();
    }
  }
}
