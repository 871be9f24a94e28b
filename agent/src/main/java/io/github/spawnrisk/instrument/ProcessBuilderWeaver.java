// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import org.jspecify.annotations.Nullable;

/**
 * Weaves {@link StartAdvice} into the private ProcessBuilder.start(Redirect[]), which the public
 * start() and startPipeline both call. It stays registered: another agent that retransforms
 * ProcessBuilder starts again from the original class, and would otherwise take our advice out.
 */
public final class ProcessBuilderWeaver implements ClassFileTransformer {
  private static final String TARGET = "java/lang/ProcessBuilder";
  private static final byte[] GATE =
      "io/github/spawnrisk/boot/SpawnGate".getBytes(StandardCharsets.US_ASCII);

  private volatile @Nullable Throwable failure;

  /** Throws what kept ProcessBuilder from being woven; it then runs on as it was. */
  public static void weave(Instrumentation instrumentation) throws UnmodifiableClassException {
    Class<?> target =
        ProcessBuilder.class; // loaded before the weaver, which needs it, could see it
    ProcessBuilderWeaver weaver = new ProcessBuilderWeaver();
    instrumentation.addTransformer(weaver, true);
    instrumentation.retransformClasses(target);
    Throwable failure = weaver.failure;
    if (failure != null) {
      instrumentation.removeTransformer(weaver);
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    if (loader != null || !TARGET.equals(name) || isWoven(classFile)) {
      return null;
    }
    try {
      return woven(classFile);
    } catch (Throwable thrown) { // the JVM would swallow it
      failure = thrown;
      return null;
    }
  }

  /** No graph of inherited methods, no validation, no helper types: one advice needs none. */
  static byte[] woven(byte[] classFile) {
    TypeDescription type = TypeDescription.ForLoadedType.of(ProcessBuilder.class);
    ClassFileLocator locator = ClassFileLocator.Simple.of(type.getName(), classFile);
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
        .with(Implementation.Context.Disabled.Factory.INSTANCE)
        .decorate(type, locator)
        .visit(
            Advice.to(StartAdvice.class)
                .on(named("start").and(takesArguments(ProcessBuilder.Redirect[].class))))
        .make()
        .getBytes();
  }

  /** An agent that redefines the class from bytes it took later hands our own work to us. */
  static boolean isWoven(byte[] classFile) {
    int last = classFile.length - GATE.length;
    for (int at = 0; at <= last; at++) {
      if (startsWithGate(classFile, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithGate(byte[] classFile, int at) {
    int matched = 0;
    while (matched < GATE.length && classFile[at + matched] == GATE[matched]) {
      matched++;
    }
    return matched == GATE.length;
  }
}
