// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command as it would run without us, but with the library preloaded. */
final class PreloadedCommand {
  private final ProcessBuilder builder;

  PreloadedCommand(List<String> command, Path library, Path log) {
    builder = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = builder.environment();
    environment.merge("LD_PRELOAD", library.toString(), (others, ours) -> ours + ":" + others);
    environment.put("SPAWNRISK_LOG", log.toAbsolutePath().toString());
  }

  /** Its exit status is 128 + n where signal n ends it. */
  Process start() throws IOException {
    Process process = builder.start();
    Signals.passTo(process);
    return process;
  }

  Map<String, String> environment() {
    return builder.environment();
  }
}
