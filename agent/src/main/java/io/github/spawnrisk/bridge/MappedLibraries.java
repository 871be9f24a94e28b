// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What /proc/self/maps tells of the libraries in this process. */
record MappedLibraries(@Nullable String spawnrisk, boolean musl) {
  private static final String LIBRARY = "/libspawnrisk";
  private static final String MUSL = "/ld-musl-";
  private static final String DELETED = " (deleted)";

  static MappedLibraries read() throws LibraryException {
    try (InputStream maps = new FileInputStream("/proc/self/maps")) {
      return parse(new String(maps.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new LibraryException("/proc/self/maps: " + unreadable.getMessage());
    }
  }

  /**
   * A second copy of the library would record each spawn twice. So a copy that is here already, by
   * LD_PRELOAD, ld.so.preload or -agentpath, is the one to use. Two searches over the whole text:
   * this runs before the application's main, in the interpreter, where a look at each line costs
   * ten times as much.
   */
  static MappedLibraries parse(String maps) {
    String spawnrisk = null;
    for (int at = maps.indexOf(LIBRARY); at >= 0; at = maps.indexOf(LIBRARY, at + 1)) {
      int lineEnd = maps.indexOf('\n', at);
      int end = lineEnd < 0 ? maps.length() : lineEnd;
      int lineStart = maps.lastIndexOf('\n', at) + 1;
      String path = maps.substring(maps.indexOf('/', lineStart), end);
      if (!path.endsWith(DELETED) && path.indexOf('/', path.lastIndexOf(LIBRARY) + 1) < 0) {
        spawnrisk = path;
      }
    }
    return new MappedLibraries(spawnrisk, maps.contains(MUSL));
  }
}
