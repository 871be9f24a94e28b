// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.io.OutputStream;

/** Pipes an image through a converter; here the converter is cat(1). */
final class Thumbnails {
  private static final int IMAGE_BYTES = 4096;

  /** Returns the thumbnail's size. */
  long make(int number) throws IOException, InterruptedException {
    Process converter = new ProcessBuilder("cat", "-").start();
    try (OutputStream image = converter.getOutputStream()) {
      image.write(new byte[IMAGE_BYTES + number]);
    }
    long size = converter.getInputStream().readAllBytes().length;
    Children.expectSuccess(converter, "cat");
    return size;
  }
}
