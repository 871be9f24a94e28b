// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import io.github.spawnrisk.boot.SpawnGate;
import java.util.Map;
import net.bytebuddy.asm.Advice;

/**
 * The socket that is woven into ProcessBuilder.start(Redirect[]). The field, not environment(),
 * which would give the builder a copy of its own, and so the child another environment.
 */
final class StartAdvice {
  private StartAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class)
  static long enter(
      @Advice.This ProcessBuilder builder,
      @Advice.Argument(0) ProcessBuilder.Redirect[] redirects,
      @Advice.FieldValue("environment") Map<?, ?> environment) {
    return SpawnGate.enter(builder, redirects, environment);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter long token, @Advice.Thrown Throwable thrown) {
    SpawnGate.exit(token, thrown);
  }
}
