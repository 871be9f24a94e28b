// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What /proc/self/maps tells of the libraries in this process. */
record MappedLibraries(@Nullable String spawnrisk, boolean musl) {
  private static final String LIBRARY = "/libspawnrisk";
  private static final String DELETED = " (deleted)";

  static MappedLibraries read() throws LibraryException {
    try (Reader maps = new FileReader("/proc/self/maps", StandardCharsets.UTF_8)) {
      return parse(new BufferedReader(maps));
    } catch (IOException unreadable) {
      throw new LibraryException("/proc/self/maps: " + unreadable.getMessage());
    }
  }

  /**
   * A second copy of the library would record each spawn twice. So a copy that is here already, by
   * LD_PRELOAD, ld.so.preload or -agentpath, is the one to use.
   */
  static MappedLibraries parse(BufferedReader maps) throws IOException {
    String spawnrisk = null;
    boolean musl = false;
    for (String line = maps.readLine(); line != null; line = maps.readLine()) {
      int path = line.indexOf('/');
      if (path < 0) {
        continue;
      }
      int name = line.lastIndexOf('/');
      if (line.startsWith(LIBRARY, name) && line.contains(".so") && !line.endsWith(DELETED)) {
        spawnrisk = line.substring(path);
      }
      musl |= line.startsWith("/ld-musl-", name);
    }
    return new MappedLibraries(spawnrisk, musl);
  }
}
