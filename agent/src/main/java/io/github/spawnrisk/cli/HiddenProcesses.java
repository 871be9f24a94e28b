// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether /proc hides others' processes from this one (proc(5), hidepid). */
final class HiddenProcesses {
  private static final String OPTION = "hidepid=";
  private static final Map<String, String> HIDING =
      Map.of(
          "1", "noaccess",
          "noaccess", "noaccess",
          "2", "invisible",
          "invisible", "invisible",
          "4", "ptraceable",
          "ptraceable", "ptraceable");

  /** Bit of linux/capability.h. */
  private static final int SYS_PTRACE = 19;

  private HiddenProcesses() {}

  /** The option that hides them, as the kernel prints it; null: none, or it is not held to us. */
  static @Nullable String by() {
    try {
      return by(lines("/proc/self/mountinfo"), lines("/proc/self/status"));
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
  }

  static @Nullable String by(List<String> mounts, List<String> status) {
    List<String> options = options(mounts);
    String hidepid = options.stream().filter(one -> one.startsWith(OPTION)).findAny().orElse("");
    String mode = hidepid.isEmpty() ? null : HIDING.get(hidepid.substring(OPTION.length()));
    return mode == null || isExempt(mode, options, status) ? null : hidepid;
  }

  /** Of what is mounted at /proc last, and so is what is seen there. */
  private static List<String> options(List<String> mounts) {
    List<String> options = List.of();
    for (String line : mounts) {
      int separator = line.indexOf(" - ");
      if (separator >= 0 && line.substring(0, separator).matches("([^ ]+ ){4}/proc( .*)?")) {
        String[] system = line.substring(separator + 3).split(" ", -1);
        options = system.length < 3 ? List.of() : List.of(system[2].split(",", -1));
      }
    }
    return options;
  }

  /** has_pid_permissions (fs/proc/base.c): who may trace all sees all, and the mount's group. */
  private static boolean isExempt(String mode, List<String> options, List<String> status) {
    boolean tracesAll =
        values(status, "CapEff:").stream()
            .anyMatch(set -> new BigInteger(set, 16).testBit(SYS_PTRACE));
    String group =
        options.stream()
            .filter(one -> one.startsWith("gid="))
            .map(one -> one.substring("gid=".length()))
            .findAny()
            .orElse("0");
    List<String> groups = new ArrayList<>(values(status, "Groups:"));
    List<String> own = values(status, "Gid:");
    groups.addAll(own.subList(Math.max(0, own.size() - 1), own.size()));
    return tracesAll || (!mode.equals("ptraceable") && groups.contains(group));
  }

  private static List<String> values(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .flatMap(line -> Stream.of(line.substring(name.length()).trim().split("\\s+")))
        .toList();
  }
}
