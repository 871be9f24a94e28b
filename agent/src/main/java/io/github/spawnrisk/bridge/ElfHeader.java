// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The first bytes of a library, read before the system's loader says something less clear. */
final class ElfHeader {
  private static final int SIZE = 20;
  private static final int MACHINE = 18; // e_machine, elf(5)

  private ElfHeader() {}

  /** Null where the file is a library for this machine; else in one line what it is instead. */
  static @Nullable String refusal(File library) {
    byte[] header;
    try (InputStream in = new FileInputStream(library)) {
      header = in.readNBytes(SIZE);
    } catch (IOException unreadable) {
      return unreadable.getMessage(); // names the file
    }
    return refusal(library.getPath(), header, System.getProperty("os.arch"));
  }

  static @Nullable String refusal(String path, byte[] header, String architecture) {
    if (header.length < SIZE
        || header[0] != 0x7f
        || header[1] != 'E'
        || header[2] != 'L'
        || header[3] != 'F') {
      return "'" + path + "' is not a native library (no ELF header)";
    }
    String machine = machine(header);
    String wanted = Platform.architecture(architecture);
    return machine.equals(wanted)
        ? null
        : "'" + path + "' is a library for " + machine + ", but this JVM runs on " + wanted;
  }

  /** Numbers of elf.h (EM_*). Little endian: all platforms that we build for are. */
  private static String machine(byte[] header) {
    int number = (header[MACHINE] & 0xff) | (header[MACHINE + 1] & 0xff) << 8;
    return switch (number) {
      case 3 -> "x86";
      case 40 -> "arm";
      case 62 -> "x86_64";
      case 183 -> "aarch64";
      case 243 -> "riscv64";
      default -> "machine number " + number;
    };
  }
}
