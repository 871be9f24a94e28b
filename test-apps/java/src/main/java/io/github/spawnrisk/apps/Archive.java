// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.List;

/** Packs a record by a pipeline of two programs. */
final class Archive {
  /** Returns the packed record's size. */
  long store(int number) throws IOException, InterruptedException {
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("printf", "record %05d\n", Integer.toString(number)),
                new ProcessBuilder("cat")));
    long size = pipeline.get(1).getInputStream().readAllBytes().length;
    Children.expectSuccess(pipeline.get(0), "printf");
    Children.expectSuccess(pipeline.get(1), "cat");
    return size;
  }
}
