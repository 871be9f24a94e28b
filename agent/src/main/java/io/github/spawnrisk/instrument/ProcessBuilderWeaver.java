// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Weaves {@link StartAdvice} into the private ProcessBuilder.start(Redirect[]), which the public
 * start() and startPipeline both call. It stays registered: another agent that retransforms
 * ProcessBuilder starts again from the original class, and would otherwise take our advice out.
 */
public final class ProcessBuilderWeaver implements ClassFileTransformer {
  private static final String TARGET = "java/lang/ProcessBuilder";
  private static final String GATE = "io/github/spawnrisk/boot/SpawnGate";

  private final Instrumentation instrumentation;
  private volatile @Nullable Throwable failure;

  public ProcessBuilderWeaver(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Throws what kept ProcessBuilder from being woven; it then runs on as it was. */
  public void weave() throws UnmodifiableClassException {
    Class<?> target =
        ProcessBuilder.class; // loaded before the weaver, which needs it, could see it
    link(target);
    instrumentation.addTransformer(this, true);
    instrumentation.retransformClasses(target);
    if (failure != null) {
      instrumentation.removeTransformer(this);
      throw new IllegalStateException(failure);
    }
  }

  /**
   * A JDK 17 takes the bytes of a class that another thread is just linking half as they were and
   * half as the linker rewrites them, and crashes on its own result (MethodComparator::args_same).
   * To ask for the constructors links the class, and does not initialize it.
   */
  @SuppressWarnings("ReturnValueIgnored") // it is the linking that is wanted
  private static void link(Class<?> target) {
    target.getDeclaredConstructors();
  }

  /**
   * Takes the advice out again: a retransformation starts from the class as it was loaded, and
   * leaves what other agents' transformers weave.
   */
  public void unweave() throws UnmodifiableClassException {
    if (instrumentation.removeTransformer(this)) {
      instrumentation.retransformClasses(ProcessBuilder.class);
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

  /**
   * An agent that redefines the class from bytes it took later hands our own work to us. It is in
   * the code, and not only in the constants: those of a class that was woven once stay, as the JVM
   * only ever adds to them (VM_RedefineClasses::merge_constant_pools).
   */
  static boolean isWoven(byte[] classFile) {
    GateCalls calls = new GateCalls();
    new ClassReader(classFile).accept(calls, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return calls.any;
  }

  private static final class GateCalls extends ClassVisitor {
    private boolean any;

    GateCalls() {
      super(OpenedClassReader.ASM_API);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(OpenedClassReader.ASM_API) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean isInterface) {
          any |= owner.equals(GATE);
        }
      };
    }
  }
}
