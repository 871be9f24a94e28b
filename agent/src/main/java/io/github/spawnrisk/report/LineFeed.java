// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Event;
import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.QuickReader;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.TornLine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Feeds lines to a pipeline; what is no event is noted there. For one thread. */
final class LineFeed {
  /** No event is longer than 4,096 bytes; a binary file may well have no newline at all. */
  static final int LONGEST = 65_536;

  private static final String TORN = "torn: the file ends without a newline";
  private static final String CUT = "cut off, with another line behind it";
  private static final String TOO_LONG = "longer than " + LONGEST + " bytes";

  /** What remembers the texts of lines, and can be used again for other pipelines. */
  static final class Readers {
    private final QuickReader quick = new QuickReader();
    private final EventReader full = new EventReader();
    private byte @Nullable [] buffer;

    /** Of a live process lines come one by one, and never need it. */
    private byte[] buffer() {
      if (buffer == null) {
        buffer = new byte[Blocks.SIZE];
      }
      return buffer;
    }
  }

  private final Pipeline pipeline;
  private final Readers readers;
  private long lines;

  LineFeed(Pipeline pipeline) {
    this(pipeline, new Readers());
  }

  LineFeed(Pipeline pipeline, Readers readers) {
    this.pipeline = pipeline;
    this.readers = readers;
  }

  /** All lines of a file. */
  void feed(InputStream bytes, String file) throws IOException {
    Blocks blocks = new Blocks(bytes);
    byte[] buffer = readers.buffer();
    while (blocks.next(buffer)) {
      feed(buffer, blocks.length(), file);
    }
  }

  /** How many lines it was fed with. */
  long lines() {
    return lines;
  }

  /** The next lines of a file. The last one is torn where it has no newline. */
  void feed(byte[] block, int length, String file) {
    for (int at = 0; at < length; ) {
      lines++;
      Event event = readers.quick.read(block, at, length);
      int end = event == null ? endOfLine(block, at, length) : readers.quick.end();
      if (end == length) {
        pipeline.unread(file, lines, TORN);
      } else if (event != null && end - at <= LONGEST) {
        pipeline.accept(event);
      } else {
        feedLine(Arrays.copyOfRange(block, at, Math.min(end, at + LONGEST)), end - at, file, lines);
      }
      at = end + 1;
    }
  }

  private static int endOfLine(byte[] block, int from, int length) {
    int end = from;
    while (end < length && block[end] != '\n') {
      end++;
    }
    return end;
  }

  /**
   * One line.
   *
   * @param length of the whole line, of which there may be less
   */
  void feedLine(byte[] bytes, int length, String file, long number) {
    if (length > LONGEST) {
      pipeline.unread(file, number, TOO_LONG);
      return;
    }
    Reading whole = readers.full.read(bytes);
    int torn = whole instanceof Reading.Unreadable ? TornLine.length(bytes) : 0;
    Reading last = torn > 0 ? readers.full.read(bytes, torn, bytes.length - torn) : whole;
    boolean isCut = torn > 0 && !(last instanceof Reading.Unreadable);
    if (isCut) {
      pipeline.unread(file, number, CUT);
    }
    pipeline.accept(isCut ? last : whole, file, number);
  }
}
