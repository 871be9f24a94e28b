// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of the agent: "@version:path:verb:options", where path.jar is the
 * command line's jar and path.answer takes the answer. All else is the options of somebody who
 * attaches by hand, and is answered on standard error.
 */
record Order(
    @Nullable String version, @Nullable String path, String verb, @Nullable String options) {
  private static final int PARTS = 4;

  static Order parse(@Nullable String argument) {
    if (argument == null || !argument.startsWith("@")) {
      return new Order(null, null, "attach", argument);
    }
    String[] parts = argument.substring(1).split(":", PARTS);
    return parts.length < PARTS
        ? new Order(null, null, "attach", argument)
        : new Order(parts[0], parts[1], parts[2], parts[3]);
  }

  /** In one line why it is not obeyed; null where it is. */
  @Nullable String refusal(String ours) {
    if (path != null && !canAnswer()) {
      return "nobody can be answered";
    }
    return version == null || version.equals(ours)
        ? null
        : "version "
            + ours
            + " of spawnrisk has been in this JVM before and stays loaded; use that one";
  }

  boolean isToStop() {
    return verb.equals("detach");
  }

  @Nullable File jar() {
    return path == null ? null : new File(path + ".jar");
  }

  void answer(@Nullable String refusal) {
    if (path != null) {
      write(refusal == null ? "done" : refusal);
    } else if (refusal != null) {
      Agent.say("spawnrisk: " + refusal);
    }
  }

  /** Whoever waits for the answer has made the file. A security manager may forbid it. */
  private boolean canAnswer() {
    try {
      return answerFile().isFile() && answerFile().canWrite();
    } catch (SecurityException forbidden) {
      return false;
    }
  }

  private File answerFile() {
    return new File(path + ".answer");
  }

  private void write(String answer) {
    if (!canAnswer()) {
      return; // an empty answer tells who waits; the service's standard error is not theirs
    }
    try (OutputStream out = new FileOutputStream(answerFile())) {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException refused) {
      Agent.say("spawnrisk: " + answer);
    }
  }
}
