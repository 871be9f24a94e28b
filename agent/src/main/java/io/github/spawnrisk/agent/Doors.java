// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.entry.Agent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Opens those of the native library. */
final class Doors {
  private static final String READ_ONLY = "(EROFS)";

  private Doors() {}

  /**
   * A container whose file systems are all read-only can have no log, wherever it is named: it is
   * observed in the process then. Any other refusal is a mistake to mend, as is each of an attach.
   */
  static void open(AgentOptions options, boolean attached) throws LibraryException {
    String refusal = open(options, options.log());
    if (refusal != null && !attached && refusal.endsWith(READ_ONLY)) {
      Agent.say("spawnrisk: " + refusal + "; they stay in this process, see JMX and report=stderr");
      refusal = open(options, (String) null);
    }
    if (refusal != null) {
      throw new LibraryException(refusal);
    }
  }

  private static @Nullable String open(AgentOptions options, @Nullable String log) {
    return Native.start(
        utf8(log), options.fullArguments(), utf8(options.redact()), options.exactFacts());
  }

  private static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
