// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loads a native library for {@link Native} without the warning that System.load gives from JDK 24
 * on, and without the abort of --illegal-native-access=deny.
 */
final class LibraryLoader implements Consumer<String> {
  private static final String DOOR = "io/github/spawnrisk/bridge/LibraryDoor.class";
  private static final int FIRST_THAT_WARNS = 24;

  private final @Nullable BiConsumer<Class<?>, String> door;

  LibraryLoader(Instrumentation instrumentation, ClassLoader jar) throws LibraryException {
    door = Runtime.version().feature() < FIRST_THAT_WARNS ? null : door(instrumentation, jar);
  }

  private static BiConsumer<Class<?>, String> door(Instrumentation instrumentation, ClassLoader jar)
      throws LibraryException {
    try {
      DoorLoader loader = new DoorLoader();
      Class<?> type = loader.define(JarEntries.read(jar, DOOR));
      openJavaLang(instrumentation, type.getModule());
      return loader.door(type);
    } catch (IOException | ClassNotFoundException unreadable) {
      throw new LibraryException("the jar is damaged: " + unreadable.getMessage());
    }
  }

  /** Throws UnsatisfiedLinkError where the system refuses the library. */
  @Override
  public void accept(String path) {
    if (door == null) {
      System.load(path);
    } else {
      door.accept(Native.class, path);
    }
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

  /**
   * Has one class, and no parent but the bootstrap loader. It is told of its door as that is
   * initialized: a constructor that is called by reflection costs milliseconds before main.
   */
  private static final class DoorLoader extends ClassLoader
      implements Consumer<BiConsumer<Class<?>, String>> {
    private @Nullable BiConsumer<Class<?>, String> door;

    DoorLoader() {
      super(null);
    }

    Class<?> define(byte[] classFile) {
      return defineClass(null, classFile, 0, classFile.length);
    }

    @Override
    public void accept(BiConsumer<Class<?>, String> made) {
      door = made;
    }

    BiConsumer<Class<?>, String> door(Class<?> type) throws ClassNotFoundException {
      Class.forName(type.getName(), true, this);
      return Objects.requireNonNull(door);
    }
  }
}
