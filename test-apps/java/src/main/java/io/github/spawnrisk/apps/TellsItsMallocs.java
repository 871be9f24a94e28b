// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Spawns when it is told to; to all else it tells how many bytes of malloc's own areas are in use,
 * once unused classes are gone, and what HotSpot's tables had of them.
 */
public final class TellsItsMallocs {
  private static final int COLLECTIONS =
      3; // classes go with the first one, what they held after it

  /** More than half as many as HotSpot's table of strings has buckets (StringTableSize). */
  private static final int STRINGS = 40_000;

  /** Which have more methods than half the buckets of its table of those (1,024). */
  private static final List<Class<?>> OF_MANY_METHODS =
      List.of(Arrays.class, Math.class, StrictMath.class, Character.class, CompletableFuture.class);

  private static final CLibrary C = Native.load("c", CLibrary.class);
  private static int turns;

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

  private static long mallocs() throws IOException {
    turns++;
    litterTables();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return C.mallinfo2().uordblks;
  }

  /**
   * HotSpot clears its tables of strings and methods of what is gone when that is as much as half
   * their buckets (CLEAN_DEAD_HIGH_WATER_MARK): now.
   */
  @SuppressWarnings("ReturnValueIgnored") // it is the table that is wanted
  private static void litterTables() throws IOException {
    for (int i = 0; i < STRINGS; i++) {
      Integer.toString(turns * STRINGS + i).intern();
    }
    for (Class<?> type : OF_MANY_METHODS) {
      for (Method method : type.getMethods()) {
        resolve(method);
      }
    }
  }

  private static void resolve(Method method) throws IOException {
    try {
      MethodHandles.publicLookup().unreflect(method);
    } catch (IllegalAccessException refused) {
      throw new IOException(refused);
    }
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
