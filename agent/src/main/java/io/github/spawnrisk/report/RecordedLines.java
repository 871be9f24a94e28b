// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * The lines of our events in a flight recording. It is read where it can be jumped about in: a copy
 * in the folder for temporary files, whose name is gone once it is open.
 */
final class RecordedLines extends InputStream {
  private static final String OURS = "spawnrisk.";
  private static final String LINE = "line";

  private final RecordingFile recording;
  private InputStream line = InputStream.nullInputStream();

  private RecordedLines(RecordingFile recording) {
    this.recording = recording;
  }

  static InputStream open(InputStream bytes) throws IOException {
    Path copy = Files.createTempFile("spawnrisk", ".jfr");
    try {
      Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
      return new RecordedLines(new RecordingFile(copy));
    } finally {
      Files.delete(copy);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return readNext(bytes, offset, length);
    } catch (RuntimeException damaged) { // the JDK's parser promises none
      throw new IOException("a damaged recording: " + damaged, damaged);
    }
  }

  private int readNext(byte[] bytes, int offset, int length) throws IOException {
    int read = line.read(bytes, offset, length);
    while (read < 0 && recording.hasMoreEvents()) {
      RecordedEvent event = recording.readEvent();
      if (event.getEventType().getName().startsWith(OURS) && event.hasField(LINE)) {
        String text = event.getString(LINE);
        line = new ByteArrayInputStream((text + '\n').getBytes(StandardCharsets.UTF_8));
        read = line.read(bytes, offset, length);
      }
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    recording.close();
  }
}
