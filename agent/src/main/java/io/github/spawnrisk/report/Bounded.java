// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets its oldest entries: what is to be joined is written close together, and a
 * service runs for years.
 */
final class Bounded<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;
  static final int MOST = 8192;

  private final int most;

  Bounded() {
    this(MOST);
  }

  Bounded(int most) {
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
