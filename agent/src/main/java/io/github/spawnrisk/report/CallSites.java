// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.JvmContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call sites of the last stacks: most events come from few, and a stack is long. */
final class CallSites {
  private static final int MOST = 2048;

  private record Native(@Nullable String process, @Nullable String frame, String call) {}

  private final Map<List<String>, CallSite> ofJava = new Bounded<>(MOST);
  private final Map<Native, CallSite> ofNative = new Bounded<>(MOST);

  RowKey key(Attempt attempt) {
    return new RowKey(of(attempt), attempt.command(), attempt.call(), attempt.mechanism());
  }

  private CallSite of(Attempt attempt) {
    JvmContext jvm = attempt.jvm();
    if (jvm != null && jvm.vmOwn()) {
      return CallSite.of(attempt);
    }
    if (jvm != null && !jvm.stack().isEmpty()) {
      CallSite known = ofJava.get(jvm.stack());
      if (known == null) {
        known = CallSite.of(attempt);
        ofJava.put(jvm.stack(), known);
      }
      return known;
    }
    return attempt.process().name() == null ? CallSite.of(attempt) : ofNative(attempt);
  }

  private CallSite ofNative(Attempt attempt) {
    List<String> stack = attempt.caller().stack();
    Native caller =
        new Native(attempt.process().name(), stack.isEmpty() ? null : stack.get(0), attempt.call());
    CallSite known = ofNative.get(caller);
    if (known == null) {
      known = CallSite.of(attempt);
      ofNative.put(caller, known);
    }
    return known;
  }
}
