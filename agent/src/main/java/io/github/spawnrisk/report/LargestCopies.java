// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Copy;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The largest measure of each copy. One thread may add to it while another asks. */
public final class LargestCopies {
  /** Half of what {@link Children} lets wait until a spawn is read. */
  private static final int MOST = 4096;

  private final Map<String, Copy> bySpawn = new Bounded<>(MOST);

  public synchronized void add(Copy copy) {
    bySpawn.merge(copy.spawn(), copy, LargestCopies::larger);
  }

  private static Copy larger(Copy one, Copy other) {
    return Objects.equals(Bytes.most(one.measured(), other.measured()), one.measured())
        ? one
        : other;
  }

  public synchronized List<Copy> all() {
    return List.copyOf(bySpawn.values());
  }
}
