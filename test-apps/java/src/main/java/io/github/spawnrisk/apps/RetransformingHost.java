// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Brings an agent that retransforms ProcessBuilder, and then redefines it from what it saw. */
public final class RetransformingHost {
  private static @Nullable Instrumentation instrumentation;

  private RetransformingHost() {}

  public static void premain(@Nullable String argument, Instrumentation given) {
    instrumentation = given;
  }

  public static void main(String[] args) throws Exception {
    Instrumentation agent = instrumentation;
    if (agent == null) {
      throw new IllegalStateException("not started as an agent");
    }
    Witness witness = new Witness();
    agent.addTransformer(witness, true);
    agent.retransformClasses(ProcessBuilder.class);
    System.out.println(new ProcessBuilder("true").start().waitFor());
    byte[] seen = witness.seen;
    if (seen == null) {
      throw new IllegalStateException("ProcessBuilder was not seen");
    }
    agent.redefineClasses(new ClassDefinition(ProcessBuilder.class, seen));
    System.out.println(new ProcessBuilder("false").start().waitFor());
  }

  /** Comes after the transformers that are there, so it sees their work. */
  private static final class Witness implements ClassFileTransformer {
    private byte @Nullable [] seen;

    @Override
    public byte @Nullable [] transform(
        ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] classFile) {
      if ("java/lang/ProcessBuilder".equals(name)) {
        seen = classFile.clone();
      }
      return null;
    }
  }
}
