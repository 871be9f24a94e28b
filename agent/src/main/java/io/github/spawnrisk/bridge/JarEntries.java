// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What is in the jar besides the classes that are loaded from it. By the loader of the agent that
 * is being started, and not by ours: that one's jar may be of an earlier order, and a loader that
 * has it open still finds classes in it, but opens it by its name for all else.
 */
final class JarEntries {
  private JarEntries() {}

  /** Out of the file itself where it can be: a stream of a URL costs milliseconds before main. */
  static byte[] read(ClassLoader jar, String name) throws IOException {
    File file = fileOf(jar);
    return file != null && file.isFile() ? readFile(file, name) : readResource(jar, name);
  }

  private static @Nullable File fileOf(ClassLoader jar) {
    URL[] places = jar instanceof URLClassLoader loader ? loader.getURLs() : new URL[0];
    return places.length == 1 && places[0].getProtocol().equals("file")
        ? new File(URI.create(places[0].toString()).getPath())
        : null;
  }

  private static byte[] readFile(File file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new FileNotFoundException(name + " is missing");
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return in.readAllBytes();
      }
    }
  }

  private static byte[] readResource(ClassLoader jar, String name) throws IOException {
    try (InputStream in = jar.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is missing");
      }
      return in.readAllBytes();
    }
  }
}
