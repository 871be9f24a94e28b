// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Java told its caller that the program was not started.
 *
 * @param exception the name of the exception's class
 * @param error the name of the errno that it names, such as ENOENT; null: none
 */
public record Unstarted(
    Instant time, SpawningProcess process, String spawn, String exception, @Nullable String error)
    implements Aftermath {
  @Override
  public Risk risk() {
    return Risk.NONE;
  }

  /** The errno's name, or the exception's without its package. */
  public String label() {
    return error != null ? error : exception.substring(exception.lastIndexOf('.') + 1);
  }
}
