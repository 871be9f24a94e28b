// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Loads a native library for {@link Native} without the warning that System.load gives from JDK 24
 * on, and without the abort of --illegal-native-access=deny.
 */
final class LibraryLoader {
  private static final String DOOR = "io/github/spawnrisk/bridge/LibraryDoor.class";

  private final BiConsumer<Class<?>, String> door;

  LibraryLoader(Instrumentation instrumentation, ClassLoader jar) throws LibraryException {
    try {
      Class<?> type = new DoorLoader().define(JarEntries.read(jar, DOOR));
      openJavaLang(instrumentation, type.getModule());
      door = newDoor(type);
    } catch (IOException | ReflectiveOperationException unreadable) {
      throw new LibraryException("the jar is damaged: " + unreadable.getMessage());
    }
  }

  /** Throws UnsatisfiedLinkError where the system refuses the library. */
  void load(String path) {
    door.accept(Native.class, path);
  }

  @SuppressWarnings("unchecked") // the door is our own class, seen through its interface
  private static BiConsumer<Class<?>, String> newDoor(Class<?> type)
      throws ReflectiveOperationException {
    return (BiConsumer<Class<?>, String>) type.getConstructor().newInstance();
  }

  private static void openJavaLang(Instrumentation instrumentation, Module module) {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(module)),
        Set.of(),
        Map.of());
  }

  /** Has one class, and no parent but the bootstrap loader. */
  private static final class DoorLoader extends ClassLoader {
    DoorLoader() {
      super(null);
    }

    Class<?> define(byte[] classFile) {
      return defineClass(null, classFile, 0, classFile.length);
    }
  }
}
