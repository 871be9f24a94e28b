// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The JDK remembers which record's equals, hashCode and toString it made last (asTypeCache of the
 * handles in ObjectMethods, softly from JDK 19 on, where the class is of no built-in loader), and
 * by that our class loader. So it gets another class of such a loader to remember, without any
 * object of ours. Its name is the same each time: HotSpot keeps the names of classes that are gone.
 */
final class RecordTraces {
  private static final String[] METHODS = {"equals", "hashCode", "toString"};

  private RecordTraces() {}

  static void replace(File jar) throws Throwable {
    Class<?> type = strangersClass(jar);
    MethodHandle self = MethodHandles.identity(type);
    for (String method : METHODS) {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, typeOf(method, type), type, "self", self);
    }
  }

  private static Class<?> strangersClass(File jar) throws IOException, ClassNotFoundException {
    try (URLClassLoader small = new URLClassLoader(new URL[] {jar.toURI().toURL()}, null)) {
      return Class.forName(Departure.class.getName(), false, small);
    }
  }

  private static MethodType typeOf(String method, Class<?> type) {
    return switch (method) {
      case "equals" -> MethodType.methodType(boolean.class, type, Object.class);
      case "hashCode" -> MethodType.methodType(int.class, type);
      default -> MethodType.methodType(String.class, type);
    };
  }
}
