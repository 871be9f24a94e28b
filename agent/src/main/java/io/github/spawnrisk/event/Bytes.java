// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import org.jspecify.annotations.Nullable;

/** A size. An absent size is null, never zero. */
public record Bytes(long count) implements Comparable<Bytes> {
  public Bytes {
    if (count < 0) {
      throw new IllegalArgumentException("negative size: " + count);
    }
  }

  /** The smaller one; where one is not known, the other. */
  public static @Nullable Bytes least(@Nullable Bytes one, @Nullable Bytes other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.count <= other.count ? one : other;
  }

  /** The larger one; where one is not known, the other. */
  public static @Nullable Bytes most(@Nullable Bytes one, @Nullable Bytes other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.count >= other.count ? one : other;
  }

  /** Sizes of kernel objects can wrap in hostile input: the sum stops at the largest long. */
  public Bytes plus(Bytes other) {
    return new Bytes(count > Long.MAX_VALUE - other.count ? Long.MAX_VALUE : count + other.count);
  }

  /** What remains; nothing where the other one is larger. */
  public Bytes less(Bytes other) {
    return new Bytes(Math.max(0, count - other.count));
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(count, other.count);
  }
}
