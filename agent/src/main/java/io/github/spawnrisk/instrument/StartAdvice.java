// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import io.github.spawnrisk.boot.SpawnGate;
import net.bytebuddy.asm.Advice;

/** The socket that is woven into ProcessBuilder.start(Redirect[]). */
final class StartAdvice {
  private StartAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter(@Advice.This ProcessBuilder builder) {
    return SpawnGate.enter(builder);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter long token) {
    SpawnGate.exit(token);
  }
}
