// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What proc_pid_stat(5) says of a process.
 *
 * @param code where its code starts
 * @param stack where its stack starts; a fork leaves both as they were, an exec does not
 */
record ProcessStat(long parent, long start, long code, long stack) {
  /** Numbers of the fields, from 1 on as in the manual. */
  private static final int PARENT = 4;

  private static final int START = 22;
  private static final int CODE = 26;
  private static final int STACK = 28;

  /** Null where there is no such process, or its line is not understood. */
  static @Nullable ProcessStat read(Path proc, long pid) {
    try {
      return parse(Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      return null;
    }
  }

  static @Nullable ProcessStat parse(String line) {
    // The name may hold blanks and parentheses; no field behind it does.
    List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 1).trim().split(" +"));
    if (fields.size() <= STACK - 3) {
      return null;
    }
    try {
      return new ProcessStat(
          number(fields, PARENT),
          number(fields, START),
          number(fields, CODE),
          number(fields, STACK));
    } catch (NumberFormatException other) {
      return null;
    }
  }

  private static long number(List<String> fields, int field) {
    return Long.parseUnsignedLong(fields.get(field - 3));
  }

  /** Whether the other one is a copy of this one's memory, in which no exec has taken place. */
  boolean isCopiedBy(ProcessStat other) {
    return code == other.code && stack == other.stack;
  }
}
