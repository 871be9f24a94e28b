// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * Spawns by Java's own foreign functions; by reflection, for it is compiled for a Java that has
 * none.
 */
public final class FfmSpawner {
  private static final String PACKAGE = "java.lang.foreign.";

  private FfmSpawner() {}

  public static void main(String[] args) throws Throwable {
    Thread.currentThread().setName("foreign-1");
    System.out.println(system(args.length > 0) == 0);
  }

  /** 0, as the child's pid is not known. */
  static long system() throws Throwable {
    return system(false);
  }

  /**
   * @param critical whether the thread stays in Java as it calls
   */
  private static long system(boolean critical) throws Throwable {
    Class<?> linkers = Class.forName(PACKAGE + "Linker");
    Object linker = linkers.getMethod("nativeLinker").invoke(null);
    Object lookup = linkers.getMethod("defaultLookup").invoke(linker);
    Class<?> lookups = Class.forName(PACKAGE + "SymbolLookup");
    Optional<?> system =
        (Optional<?>) lookups.getMethod("find", String.class).invoke(lookup, "system");
    Object options = options(critical);
    Class<?> segments = Class.forName(PACKAGE + "MemorySegment");
    Class<?> descriptors = Class.forName(PACKAGE + "FunctionDescriptor");
    MethodHandle call =
        (MethodHandle)
            linkers
                .getMethod("downcallHandle", segments, descriptors, options.getClass())
                .invoke(linker, system.orElseThrow(), descriptor(descriptors), options);
    return hasShell(call, segments.getField("NULL").get(null)) ? 0 : -1;
  }

  private static Object options(boolean critical) throws ReflectiveOperationException {
    Class<?> type = Class.forName(PACKAGE + "Linker$Option");
    Object options = Array.newInstance(type, critical ? 1 : 0);
    if (critical) {
      Array.set(options, 0, type.getMethod("critical", boolean.class).invoke(null, false));
    }
    return options;
  }

  /** What system answers by running a shell. */
  private static boolean hasShell(MethodHandle system, Object nothing) throws Throwable {
    return (int) system.invokeWithArguments(nothing) != 0;
  }

  private static Object descriptor(Class<?> descriptors) throws ReflectiveOperationException {
    Class<?> layouts = Class.forName(PACKAGE + "MemoryLayout");
    Class<?> values = Class.forName(PACKAGE + "ValueLayout");
    Object arguments = Array.newInstance(layouts, 1);
    Array.set(arguments, 0, values.getField("ADDRESS").get(null));
    return descriptors
        .getMethod("of", layouts, arguments.getClass())
        .invoke(null, values.getField("JAVA_INT").get(null), arguments);
  }
}
