// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Tells when sending begins to fail, once, and again only after it has worked. */
final class OtlpOutcome {
  private final String what;
  private final Consumer<String> failures;
  private final AtomicBoolean fails = new AtomicBoolean();

  OtlpOutcome(String what, Consumer<String> failures) {
    this.what = what;
    this.failures = failures;
  }

  CompletableResultCode note(CompletableResultCode result) {
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            fails.set(false);
          } else if (fails.compareAndSet(false, true)) {
            Throwable cause = result.getFailureThrowable();
            failures.accept(what + (cause == null ? "" : ": " + cause));
          }
        });
  }
}
