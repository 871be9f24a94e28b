// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.stream.Stream;

/** The Java frames of a spawn, the innermost first, as lines "package.Class.method:number". */
final class CallStack {
  private static final int MOST_FRAMES = 32;
  private static final int MOST_CHARACTERS = 1800; // leaves an event line room for its facts
  private static final String TARGET = "java.lang.ProcessBuilder";
  private static final StackWalker WALKER = StackWalker.getInstance();

  private CallStack() {}

  /** A walk stops where we stop: a host's stack of a thousand frames costs no more than our 32. */
  static String ofCaller() {
    return WALKER.walk(CallStack::lines);
  }

  private static String lines(Stream<StackFrame> frames) {
    StringBuilder lines = new StringBuilder(512);
    Iterator<StackFrame> rest = frames.iterator();
    skipToCallerOfWovenMethod(rest);
    for (int taken = 0; taken < MOST_FRAMES && rest.hasNext(); taken++) {
      String line = line(rest.next());
      if (lines.length() + line.length() >= MOST_CHARACTERS) {
        break;
      }
      if (taken > 0) {
        lines.append('\n');
      }
      lines.append(line);
    }
    return lines.toString();
  }

  /** The woven method is private; the first frame told is the public one that called it. */
  private static void skipToCallerOfWovenMethod(Iterator<StackFrame> frames) {
    while (frames.hasNext()) {
      if (frames.next().getClassName().equals(TARGET)) {
        return;
      }
    }
  }

  private static String line(StackFrame frame) {
    String method = frame.getClassName() + '.' + frame.getMethodName();
    int number = frame.getLineNumber();
    return number < 0 ? method : method + ':' + number;
  }
}
