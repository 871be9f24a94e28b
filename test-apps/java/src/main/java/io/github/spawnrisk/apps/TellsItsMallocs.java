// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Spawns when it is told to; to all else it tells how many bytes of malloc's own areas are in use,
 * once unused classes are gone.
 */
public final class TellsItsMallocs {
  private static final int COLLECTIONS =
      3; // classes go with the first one, what they held after it
  private static final CLibrary C = Native.load("c", CLibrary.class);

  private TellsItsMallocs() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    mallocs();
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(line.equals("spawn") ? spawn() : mallocs());
    }
  }

  private static long spawn() throws IOException, InterruptedException {
    return new ProcessBuilder("true").start().waitFor();
  }

  private static long mallocs() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return C.mallinfo2().uordblks;
  }

  /** The C library as JNA maps it. */
  public interface CLibrary extends Library {
    Mallinfo2 mallinfo2();
  }

  /** Of malloc.h; the fields' names are the C library's. */
  @Structure.FieldOrder({
    "arena",
    "ordblks",
    "smblks",
    "hblks",
    "hblkhd",
    "usmblks",
    "fsmblks",
    "uordblks",
    "fordblks",
    "keepcost"
  })
  public static final class Mallinfo2 extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;
  }
}
