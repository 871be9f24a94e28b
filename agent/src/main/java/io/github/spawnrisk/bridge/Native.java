// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import org.jspecify.annotations.Nullable;

/** The functions of libspawnrisk, registered by its JNI_OnLoad. Strings cross as UTF-8 bytes. */
public final class Native {
  private Native() {}

  /** The library's version, which must be this jar's. */
  public static native String version();

  /**
   * Opens the sink within the process and, unless the library was preloaded, points the imports of
   * all loaded libraries here, and of those that are loaded later. Returns null, or in one line why
   * it could not.
   *
   * @param redact patterns of secrets among full arguments, beside the usual ones
   */
  public static native @Nullable String start(
      byte @Nullable [] log, boolean fullArguments, byte @Nullable [] redact, boolean exactFacts);

  /**
   * Ends what {@link #start} began but for the sink, whose lines can still be taken. What else
   * observes this JVM goes on.
   */
  public static native void closeDoors();

  /** Undoes {@link #start}: nothing is recorded any more until it is called again. */
  public static native void stop();

  /** Whether this JVM collects garbage in cycles beside Java, of which it tells nobody: ZGC. */
  public static native boolean collectsInCycles();

  /** How long ago one ended, and since when as many have; -1: not known. */
  public static native void cycles(long nanosSinceOneEnded, long nanosSinceCounted);

  /** Defines a class in the bootstrap loader; its name is written with slashes. */
  public static native Class<?> defineBootClass(byte[] name, byte[] classFile);

  /** Binds the native methods of boot.Launches, which is given. */
  public static native void bindLaunches(Class<?> launches);

  /**
   * Hands this context to the next spawn of the calling thread. Frames and redirects are separated
   * by '\n', arguments by NUL; command and arguments are in bytes as the kernel gets them; a
   * negative number is not known. Returns a token for {@link #exit}.
   */
  public static native long enter(
      byte[] thread,
      boolean virtual,
      byte[] command,
      int argumentCount,
      byte @Nullable [] arguments,
      byte[] frames,
      long heapUsed,
      long heapCommitted,
      long heapMax,
      boolean changesDirectory,
      byte[] redirects,
      int environment);

  /**
   * Tells that the spawn that took this context came to nothing: Java threw an exception of that
   * class, which names that errno, or 0.
   */
  public static native void unstarted(long token, byte[] exception, int errno);

  /** Takes back what {@link #enter} handed over; any thread may call it. */
  public static native void exit(long token);

  /**
   * The next event line, without its end: its length, 0 where there is none now, -1 when closed.
   * Patiently: none while a copy of the process is being made that was warned of.
   */
  public static native int takeEvent(byte[] line, boolean patiently);

  /** Lines that were dropped because nobody took them in time. */
  public static native long missedEvents();

  /**
   * What if that process (0: this one) made this call now, such as fork? A line of JSON, or the
   * name of an errno such as ESRCH. Quick: without a walk over its areas.
   */
  public static native byte[] assess(int pid, byte[] call, boolean quick);
}
