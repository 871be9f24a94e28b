// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * The JDK remembers which record's equals, hashCode and toString it made last (asTypeCache of the
 * handles in ObjectMethods, softly from JDK 19 on), and by that our class loader. So it gets
 * another class to remember: this one, of the class loader that stays.
 */
final class RecordTraces {
  private static final String[] METHODS = {"equals", "hashCode", "toString"};

  private RecordTraces() {}

  static void replace() throws Throwable {
    Class<?> type = RecordTraces.class;
    MethodHandle self = MethodHandles.identity(type);
    for (String method : METHODS) {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, typeOf(method, type), type, "self", self);
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
