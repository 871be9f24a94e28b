// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Calls Runtime.load0, the part of System.load that is not restricted (JEP 472). It runs in a class
 * loader of its own, so that java.lang is opened to it alone and not to the application's classes.
 */
public final class LibraryDoor implements BiConsumer<Class<?>, String> {
  static {
    tellLoader();
  }

  private LibraryDoor() {}

  /** {@link LibraryLoader} sees none of this class but through the JDK's own interfaces. */
  @SuppressWarnings("unchecked")
  private static void tellLoader() {
    ((Consumer<Object>) LibraryDoor.class.getClassLoader()).accept(new LibraryDoor());
  }

  /** Loads the library at an absolute path for the owner's class loader. */
  @Override
  public void accept(Class<?> owner, String path) {
    try {
      Method load = Runtime.class.getDeclaredMethod("load0", Class.class, String.class);
      load.setAccessible(true);
      load.invoke(Runtime.getRuntime(), owner, path);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JDK has no Runtime.load0(Class, String)", missing);
    }
  }
}
