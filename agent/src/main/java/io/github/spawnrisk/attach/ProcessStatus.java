// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.attach;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What /proc/PID/status tells (proc_pid_status(5)).
 *
 * @param process the number of the process; another one than was asked for where that is a thread's
 * @param pidInside the number that the process has in its own pid namespace
 * @param user effective user, as this namespace numbers it
 * @param group effective group, likewise
 * @param caughtSignals SigCgt: bit n - 1 is signal n
 */
record ProcessStatus(
    String state, int process, int pidInside, int user, int group, BigInteger caughtSignals) {
  private static final int SIGQUIT = 3;

  static ProcessStatus of(String process) throws AttachException {
    try {
      return parse(Files.readString(Path.of("/proc", process, "status"), StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      throw new AttachException("there is no process " + process);
    } catch (IOException | RuntimeException unreadable) {
      throw new AttachException("cannot read '/proc/" + process + "/status': " + unreadable);
    }
  }

  static ProcessStatus parse(String text) {
    Map<String, String[]> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip().split("\\s+", -1));
      }
    }
    String[] pids = fields.getOrDefault("NSpid", fields.get("Pid")); // NSpid: since Linux 4.1
    return new ProcessStatus(
        fields.get("State")[0],
        Integer.parseInt(fields.get("Tgid")[0]),
        Integer.parseInt(pids[pids.length - 1]),
        Integer.parseInt(fields.get("Uid")[1]),
        Integer.parseInt(fields.get("Gid")[1]),
        new BigInteger(fields.get("SigCgt")[0], 16));
  }

  /** SIGQUIT ends a process that does not catch it, as one without the JVM's handler. */
  boolean catchesQuit() {
    return caughtSignals.testBit(SIGQUIT - 1);
  }

  boolean hasEnded() {
    return state.equals("Z") || state.equals("X");
  }

  boolean isStopped() {
    return state.equalsIgnoreCase("t");
  }
}
