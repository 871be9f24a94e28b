// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;

/** Spawns past the JDK: by JNA, which looks the C library's functions up by a handle. */
public final class JnaSpawner {
  private JnaSpawner() {}

  public static void main(String[] args) throws InterruptedException {
    int byName = onC();
    int byFile = onFile();
    int[] spawned = {0};
    Thread thread = new Thread(() -> spawned[0] = spawn(), "jna-1");
    thread.start();
    thread.join();
    System.out.println(byName + " " + byFile + " " + spawned[0]);
  }

  /** The C library as JNA maps its name. */
  public interface C extends Library {
    int system(String command);

    int waitpid(int pid, IntByReference status, int options);
  }

  private static int onC() {
    return Native.load("c", C.class).system("exit 3") >> 8;
  }

  private static int onFile() {
    Function system = NativeLibrary.getInstance("libc.so.6").getFunction("system");
    return system.invokeInt(new Object[] {"exit 4"}) >> 8;
  }

  private static int spawn() {
    NativeLibrary c = NativeLibrary.getInstance("c");
    IntByReference child = new IntByReference();
    StringArray arguments = new StringArray(new String[] {"true"});
    int error =
        c.getFunction("posix_spawn")
            .invokeInt(
                new Object[] {
                  child, "/bin/true", null, null, arguments, new StringArray(new String[0])
                });
    Native.load("c", C.class).waitpid(child.getValue(), new IntByReference(), 0);
    return error == 0 ? child.getValue() : -1;
  }
}
