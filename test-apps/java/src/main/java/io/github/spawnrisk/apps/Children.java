// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;

/** What the services have to say of a child that ended. */
final class Children {
  private Children() {}

  static void expectSuccess(Process child, String program)
      throws IOException, InterruptedException {
    int status = child.waitFor();
    if (status != 0) {
      throw new IOException(program + " ended with status " + status);
    }
  }
}
