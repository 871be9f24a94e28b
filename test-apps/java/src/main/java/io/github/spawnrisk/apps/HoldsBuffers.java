// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds buffers outside of the heap, of sizes that are known, collects garbage, and spawns. */
public final class HoldsBuffers {
  public static final int DIRECT = 16_777_213; // primes
  public static final int MAPPED = 1_048_573;

  private HoldsBuffers() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    ByteBuffer direct = ByteBuffer.allocateDirect(DIRECT);
    try (FileChannel file =
        FileChannel.open(
            Path.of(args[0]),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, MAPPED);
      Thread.sleep(300); // the agent has looked
      System.gc();
      Thread.sleep(1000); // and looks again
      new ProcessBuilder("true").start().waitFor();
      System.out.println(direct.capacity() + " " + mapped.capacity());
    }
  }
}
