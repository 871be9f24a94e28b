// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import com.sun.jna.ptr.IntByReference;
import java.util.List;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** Spawns by the C library's functions, past the JDK. Each tells the child's pid, 0: not known. */
final class ForeignSpawns {
  private static final int LINE_BYTES = 32;

  private final NativeLibrary c;

  /**
   * @param name as a program names the C library to JNA, which opens it by that name
   */
  ForeignSpawns(String name) {
    c = NativeLibrary.getInstance(name);
  }

  long system() {
    c.getFunction("system").invokeInt(new Object[] {"exit 3"});
    return 0;
  }

  /** The shell tells its own pid. */
  long popen() {
    Pointer stream = c.getFunction("popen").invokePointer(new Object[] {"echo $$", "r"});
    Memory line = new Memory(LINE_BYTES);
    c.getFunction("fgets").invokePointer(new Object[] {line, LINE_BYTES, stream});
    c.getFunction("pclose").invokeInt(new Object[] {stream});
    return Long.parseLong(line.getString(0).strip());
  }

  long posixSpawn() {
    IntByReference child = new IntByReference();
    StringArray arguments = new StringArray(new String[] {"true"});
    StringArray variables = new StringArray(new String[0]);
    c.getFunction("posix_spawn")
        .invokeInt(new Object[] {child, "/bin/true", null, null, arguments, variables});
    c.getFunction("waitpid").invokeInt(new Object[] {child.getValue(), null, 0});
    return child.getValue();
  }

  /** What JRuby spawns by. */
  static long byJnr() {
    POSIX posix = POSIXFactory.getNativePOSIX();
    long child = posix.posix_spawnp("true", List.of(), List.of("true"), List.of());
    posix.waitpid(child, new int[1], 0);
    return child;
  }
}
