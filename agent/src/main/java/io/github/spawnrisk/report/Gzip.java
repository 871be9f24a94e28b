// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What gzip(1) packed, in one member or several (RFC 1952). The JDK's reader takes a later member
 * with a broken header for the end, and one that is not there yet, as in a pipe, too.
 */
final class Gzip extends InputStream {
  private static final int BUFFER = 65_536;
  private static final int DEFLATE = 8;
  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final PushbackInputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] packed = new byte[BUFFER];
  private int filled;
  private boolean isInMember;

  Gzip(InputStream in) {
    this.in = new PushbackInputStream(in, BUFFER);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (isInMember || begin()) {
      int read = inflate(bytes, offset, length);
      if (read > 0 || length == 0) {
        return read;
      }
      end();
    }
    return -1;
  }

  /** False: nothing follows but zeros, with which tapes are filled up. */
  private boolean begin() throws IOException {
    int first = in.read();
    while (first == 0) {
      first = in.read();
    }
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || next() != 0x8b || next() != DEFLATE) {
      throw new ZipException("not in gzip format");
    }
    header(next());
    isInMember = true;
    return true;
  }

  private void header(int flags) throws IOException {
    skip(6); // time, and how and where it was packed
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_SUM) == 0 ? 0 : 2);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText(boolean isThere) throws IOException {
    int next = isThere ? next() : 0;
    while (next != 0) {
      next = next();
    }
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("gzip: cut off");
    }
    return next;
  }

  /** 0 at the end of the member. */
  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = inflater.inflate(bytes, offset, length);
      while (read == 0 && length > 0 && !inflater.finished()) {
        filled = in.read(packed);
        if (filled < 0) {
          throw new EOFException("gzip: cut off");
        }
        inflater.setInput(packed, 0, filled);
        read = inflater.inflate(bytes, offset, length);
      }
      sum.update(bytes, offset, read);
      return read;
    } catch (DataFormatException malformed) {
      throw new ZipException("gzip: " + malformed.getMessage());
    }
  }

  private void end() throws IOException {
    int rest = inflater.getRemaining();
    in.unread(packed, filled - rest, rest);
    long length = inflater.getBytesWritten() & 0xffff_ffffL;
    if (four() != sum.getValue() || four() != length) {
      throw new ZipException("gzip: another sum than was packed");
    }
    inflater.reset();
    sum.reset();
    isInMember = false;
  }

  /** The least significant byte first. */
  private long four() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
