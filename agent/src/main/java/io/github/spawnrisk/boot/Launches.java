// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.boot;

/**
 * Has the native side called where the JDK starts a process, and no more. It lives in the bootstrap
 * loader, for the JVM prints a warning where a native method of java.base is registered out of code
 * of another one.
 */
public final class Launches {
  private static final String TYPE = "java.lang.ProcessImpl";

  private Launches() {}

  /** Returns null, or in a few words why it cannot be. */
  public static String take() {
    try {
      return take(type());
    } catch (ClassNotFoundException missing) {
      return "this JDK has no " + TYPE;
    }
  }

  /** Undoes {@link #take}; does nothing where that was not, or could not be. */
  public static void giveBack() throws ClassNotFoundException {
    giveBack(type());
  }

  /** Not initialized: an application may still set what it reads once (launchMechanism). */
  private static Class<?> type() throws ClassNotFoundException {
    return Class.forName(TYPE, false, null);
  }

  private static native String take(Class<?> type);

  private static native void giveBack(Class<?> type);
}
