// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Puts the package boot into the bootstrap loader. Not by Boot-Class-Path or
 * appendToBootstrapClassLoaderSearch: a longer boot path makes the JVM reject the application's own
 * CDS archive, with a warning.
 */
public final class BootClasses {
  private static final String[] NAMES = {"SpawnObserver", "SpawnGate"};
  private static final String LAUNCHES = "Launches";
  private static boolean defined;

  private BootClasses() {}

  /** Must run before anything refers to these classes, or the application's loader gets them. */
  public static synchronized void define(ClassLoader jar) throws LibraryException {
    if (defined) {
      return;
    }
    for (String name : NAMES) {
      define(jar, name);
    }
    Native.bindLaunches(define(jar, LAUNCHES));
    defined = true;
  }

  private static Class<?> define(ClassLoader jar, String simpleName) throws LibraryException {
    String name = "io/github/spawnrisk/boot/" + simpleName;
    if (isDefined(name.replace('/', '.'))) {
      throw new LibraryException("another copy of spawnrisk is at work in this JVM");
    }
    try {
      byte[] classFile = JarEntries.read(jar, name + ".class");
      return Native.defineBootClass(name.getBytes(StandardCharsets.UTF_8), classFile);
    } catch (IOException unreadable) {
      throw new LibraryException("the jar is damaged: " + unreadable.getMessage());
    }
  }

  private static boolean isDefined(String name) {
    try {
      Class.forName(name, false, null);
      return true;
    } catch (ClassNotFoundException none) {
      return false;
    }
  }
}
