// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

/** The children of a JNI library, which the property apps.jni names. */
final class JniChildren {
  static {
    System.load(System.getProperty("apps.jni"));
  }

  private JniChildren() {}

  /** Forks in the calling thread; the child's pid, once it has ended. */
  static native int fork();

  /** Likewise in a thread that the JVM does not know. */
  static native int forkUnattached();
}
