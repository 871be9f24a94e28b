// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CallStackTest {
  /** A list that looks at the stack when ProcessBuilder asks it for the command. */
  private static String stackSeenIn(int depth) {
    AtomicReference<String> seen = new AtomicReference<>();
    ProcessBuilder builder =
        new ProcessBuilder(
            new AbstractList<>() {
              @Override
              public String get(int index) {
                throw new IndexOutOfBoundsException(index);
              }

              @Override
              public int size() {
                seen.compareAndSet(null, CallStack.ofCaller());
                return 0;
              }
            });
    startAtDepth(builder, depth);
    return seen.get();
  }

  private static void startAtDepth(ProcessBuilder builder, int depth) {
    if (depth > 0) {
      startAtDepth(builder, depth - 1);
      return;
    }
    try {
      builder.start();
    } catch (Exception expected) {
      return;
    }
  }

  @Test
  void beginsWithThePublicMethodAndItsCaller() {
    String[] frames = stackSeenIn(0).split("\n", -1);

    assertThat(frames[0]).matches("java\\.lang\\.ProcessBuilder\\.start:\\d+");
    assertThat(frames[1]).matches(".*\\.CallStackTest\\.startAtDepth:\\d+");
    assertThat(frames).filteredOn(frame -> frame.contains("ProcessBuilder.start")).hasSize(1);
  }

  @Test
  void isCutWhereAnEventHasNoRoomForMore() {
    String stack = stackSeenIn(100);

    assertThat(stack.split("\n", -1)).hasSizeLessThanOrEqualTo(32);
    assertThat(stack.length()).isBetween(1500, 1800);
    assertThat(stack).doesNotEndWith("\n");
  }
}
