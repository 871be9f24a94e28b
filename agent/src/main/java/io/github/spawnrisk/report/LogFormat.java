// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a log is packed: told by its first bytes, for standard input has no name. */
public final class LogFormat {
  private static final int[] GZIP = {0x1f, 0x8b};
  private static final int[] ZSTD = {0x28, 0xb5, 0x2f, 0xfd};
  private static final int[] RECORDING = {'F', 'L', 'R', 0};
  private static final String EVENT = "{\"schema\":";

  private LogFormat() {}

  /** The lines of a log, be it plain, packed by gzip(1) or zstd(1), or a flight recording. */
  static InputStream open(InputStream log) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(log, 4);
    byte[] start = bytes.readNBytes(4);
    bytes.unread(start);
    if (startsWith(start, GZIP)) {
      return new Gzip(bytes);
    }
    if (startsWith(start, RECORDING)) {
      return recorded(bytes);
    }
    return startsWith(start, ZSTD) ? Zstd.open(bytes) : bytes;
  }

  /** Whether a file begins as a log does, of whatever format. */
  public static boolean isOfLog(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(LineFeed.LONGEST);
      return startsWith(start, GZIP)
          || startsWith(start, ZSTD)
          || startsWith(start, RECORDING)
          || new String(start, StandardCharsets.UTF_8).stripLeading().startsWith(EVENT);
    }
  }

  private static InputStream recorded(InputStream bytes) throws IOException {
    try {
      return RecordedLines.open(bytes);
    } catch (LinkageError absent) {
      throw new IOException("a flight recording, and this Java has no module jdk.jfr", absent);
    }
  }

  /** Its classes are loaded for such files alone. What is malformed it throws unchecked. */
  private static final class Zstd extends FilterInputStream {
    private Zstd(InputStream unpacked) {
      super(unpacked);
    }

    static InputStream open(InputStream bytes) {
      return new Zstd(new ZstdInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (MalformedInputException malformed) {
        throw new IOException("no zstd: " + malformed.getMessage(), malformed);
      } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
        throw new IOException("no zstd", malformed);
      }
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
