// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A file of event lines that grows; it may be torn, binary or another program's. */
public final class EventLog {
  private final Path file;
  private final LineFeed feed;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
  private long lineNumber = 1;
  private boolean tooLong;

  private EventLog(Path file, Pipeline pipeline) {
    this.file = file;
    this.feed = new LineFeed(pipeline);
  }

  /** Feeds each line to the pipeline; what is no event is noted there. */
  public static void read(Path file, Pipeline pipeline) throws IOException {
    try (InputStream bytes = LogFormat.open(Files.newInputStream(file))) {
      new LineFeed(pipeline).feed(bytes, file.toString());
    }
  }

  /**
   * Feeds the lines behind an offset. One that is not whole yet is left, for it may be under way;
   * what is no event is noted with line numbers that count from the offset.
   *
   * @param goesOn asked now and then whether there is time for more
   * @return the offset from which to read on
   */
  public static long readOn(Path file, long offset, Pipeline pipeline, BooleanSupplier goesOn)
      throws IOException {
    return offset + new EventLog(file, pipeline).readLines(offset, goesOn);
  }

  /** How many bytes are done with: what is no line however it ends is, too. */
  private long readLines(long offset, BooleanSupplier goesOn) throws IOException {
    long read = 0;
    long whole = 0;
    try (SeekableByteChannel channel = Files.newByteChannel(file).position(offset);
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), 65_536)) {
      for (int next = bytes.read(); next != -1; next = bytes.read()) {
        read++;
        if (next == '\n') {
          endLine();
          whole = read;
        } else if (line.size() < LineFeed.LONGEST) {
          line.write(next);
        } else {
          tooLong = true;
        }
        if ((next == '\n' || read % LineFeed.LONGEST == 0) && !goesOn.getAsBoolean()) {
          break;
        }
      }
    }
    return tooLong ? read : whole;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    feed.feedLine(
        bytes, tooLong ? LineFeed.LONGEST + 1 : bytes.length, file.toString(), lineNumber);
    line.reset();
    tooLong = false;
    lineNumber++;
  }
}
