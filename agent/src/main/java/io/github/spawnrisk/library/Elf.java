// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The head of an ELF file: enough to know for which machine it is. */
public final class Elf {
  private static final int MAGIC = 0x7f454c46;
  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;
  private static final int MACHINE_OFFSET = 18;

  /** Bytes that {@link #machine} needs. */
  public static final int HEAD = 20;

  private Elf() {}

  /** The machine's name as in the library's folder, or what the bytes are instead. */
  public static String machine(byte[] head) {
    if (head.length < HEAD || ByteBuffer.wrap(head).getInt() != MAGIC) {
      return "no ELF file";
    }
    if (head[4] != CLASS_64 || head[5] != LITTLE_ENDIAN) {
      return "not 64 bits, little-endian";
    }
    int machine = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE_OFFSET);
    return switch (machine) {
      case 62 -> "x86_64";
      case 183 -> "aarch64";
      default -> "for ELF machine " + machine;
    };
  }
}
