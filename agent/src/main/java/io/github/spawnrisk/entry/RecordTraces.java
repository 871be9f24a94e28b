// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * The JDK remembers which record's equals, hashCode and toString it made last (asTypeCache of the
 * handles in ObjectMethods, softly from JDK 19 on, where the class is of no built-in loader), and
 * by that our class loader. So it gets another class of such a loader to remember, without any
 * object of ours.
 */
final class RecordTraces {
  private static final String[] METHODS = {"equals", "hashCode", "toString"};

  private RecordTraces() {}

  static void replace() throws Throwable {
    Class<?> type = strangersClass();
    MethodHandle self = MethodHandles.identity(type);
    for (String method : METHODS) {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, typeOf(method, type), type, "self", self);
    }
  }

  @SuppressWarnings("deprecation") // newProxyInstance wants a handler, which would be ours
  private static Class<?> strangersClass() throws IOException {
    try (URLClassLoader small = new URLClassLoader(new URL[0], null)) {
      return Proxy.getProxyClass(small, Runnable.class);
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
