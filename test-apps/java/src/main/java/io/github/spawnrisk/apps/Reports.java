// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** Lets a formatter lay out a report, by the old way of starting a program. */
final class Reports {
  /** Returns the report's size. */
  long print(int number) throws IOException, InterruptedException {
    String[] command = {"printf", "report %05d\n", Integer.toString(number)};
    Process formatter = Runtime.getRuntime().exec(command);
    long size = formatter.getInputStream().readAllBytes().length;
    Children.expectSuccess(formatter, "printf");
    return size;
  }
}
