// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs another host's main once a FIFO has been opened and closed: time to attach to this JVM. */
public final class HeldBeforeMain {
  private HeldBeforeMain() {}

  public static void main(String[] args) throws Throwable {
    await(args[0]);
    try {
      Class.forName(args[1])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  @SuppressWarnings("EmptyBlock") // nothing comes before the end
  private static void await(String fifo) throws IOException {
    try (InputStream in = new FileInputStream(fifo)) {
      while (in.read() >= 0) {}
    }
  }
}
