// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into blocks of whole lines. Where it is cut depends on its bytes alone. Of a line
 * that is too long only so much is kept that this shows.
 */
final class Blocks {
  static final int SIZE = 1 << 20;

  /**
   * What a channel reads goes through memory of that size outside of the heap: it stays in a cache.
   */
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private byte[] rest = {};
  private int length;
  private @Nullable IOException failure;

  Blocks(InputStream in) {
    this.in = in;
  }

  /**
   * Fills the block with what comes next; false: there is no more. Only the last one can end
   * without a newline.
   */
  boolean next(byte[] block) throws IOException {
    System.arraycopy(rest, 0, block, 0, rest.length);
    length = rest.length;
    rest = new byte[0];
    while (true) {
      fill(block);
      if (length < block.length) {
        if (length == 0 && failure != null) {
          throw failure;
        }
        return length > 0;
      }
      int end = length;
      while (end > 0 && block[end - 1] != '\n') {
        end--;
      }
      if (end > 0) {
        rest = Arrays.copyOfRange(block, end, length);
        length = end;
        return true;
      }
      length = LineFeed.LONGEST + 1;
    }
  }

  /** What came before the stream failed is handed out first. */
  private void fill(byte[] block) {
    try {
      int read = 0;
      while (failure == null && read >= 0 && length < block.length) {
        read = in.read(block, length, Math.min(CHUNK, block.length - length));
        length += Math.max(read, 0);
      }
    } catch (IOException failed) {
      failure = failed;
    }
  }

  /** Of the block that was filled last. */
  int length() {
    return length;
  }
}
