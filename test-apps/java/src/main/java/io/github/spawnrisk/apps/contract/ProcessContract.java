// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.nio.file.Path;

/**
 * All that java.lang promises of processes, tried: a line for each case, which is the same in each
 * run in the empty folder that the argument names.
 */
public final class ProcessContract {
  private ProcessContract() {}

  public static void main(String[] args) throws Exception {
    Cases cases = new Cases(Path.of(args[0]));
    Commands.tryAll(cases);
    Surroundings.tryAll(cases);
    Redirects.tryAll(cases);
    Pipes.tryAll(cases);
    Pipelines.tryAll(cases);
    Volumes.tryAll(cases);
    Ends.tryAll(cases);
    Waits.tryAll(cases);
    Handles.tryAll(cases);
    Runtimes.tryAll(cases);
  }
}
