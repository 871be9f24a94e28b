// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.EventReader;
import io.github.spawnrisk.event.Reading;
import io.github.spawnrisk.event.TornLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A file of event lines; it may be torn, binary or another program's. */
public final class EventLog {
  /** No event is longer than 4,096 bytes; a binary file may well have no newline at all. */
  private static final int LONGEST_LINE = 65_536;

  private static final String TORN = "torn: the file ends without a newline";
  private static final String CUT = "cut off, with another line behind it";
  private static final String TOO_LONG = "longer than " + LONGEST_LINE + " bytes";

  private final Path file;
  private final EventReader reader = new EventReader();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
  private long lineNumber = 1;
  private boolean tooLong;

  private EventLog(Path file) {
    this.file = file;
  }

  /** Feeds each line to the pipeline; what is no event is noted there. */
  public static void read(Path file, Pipeline pipeline) throws IOException {
    new EventLog(file).read(pipeline);
  }

  private void read(Pipeline pipeline) throws IOException {
    readLines(0, pipeline, () -> true);
    if (line.size() > 0) {
      pipeline.unread(file.toString(), lineNumber, TORN);
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
    return offset + new EventLog(file).readLines(offset, pipeline, goesOn);
  }

  /** How many bytes are done with: what is no line however it ends is, too. */
  private long readLines(long offset, Pipeline pipeline, BooleanSupplier goesOn)
      throws IOException {
    long read = 0;
    long whole = 0;
    try (SeekableByteChannel channel = Files.newByteChannel(file).position(offset);
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), 65_536)) {
      for (int next = bytes.read(); next != -1; next = bytes.read()) {
        read++;
        if (next == '\n') {
          endLine(pipeline);
          whole = read;
        } else if (line.size() < LONGEST_LINE) {
          line.write(next);
        } else {
          tooLong = true;
        }
        if ((next == '\n' || read % LONGEST_LINE == 0) && !goesOn.getAsBoolean()) {
          break;
        }
      }
    }
    return tooLong ? read : whole;
  }

  private void endLine(Pipeline pipeline) {
    if (tooLong) {
      pipeline.unread(file.toString(), lineNumber, TOO_LONG);
    } else {
      readLine(line.toByteArray(), pipeline);
    }
    line.reset();
    tooLong = false;
    lineNumber++;
  }

  private void readLine(byte[] bytes, Pipeline pipeline) {
    Reading whole = reader.read(bytes);
    int torn = whole instanceof Reading.Unreadable ? TornLine.length(bytes) : 0;
    Reading last = torn > 0 ? reader.read(bytes, torn, bytes.length - torn) : whole;
    boolean isCut = torn > 0 && !(last instanceof Reading.Unreadable);
    if (isCut) {
      pipeline.unread(file.toString(), lineNumber, CUT);
    }
    pipeline.accept(isCut ? last : whole, file.toString(), lineNumber);
  }
}
