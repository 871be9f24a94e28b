// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import io.github.spawnrisk.boot.SpawnObserver;
import io.github.spawnrisk.bridge.Native;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the Java side of a spawn (thread, stack, heap, command) and hands it to the native side,
 * which writes it into the one event of the spawn.
 */
public final class SpawnContext implements SpawnObserver {
  private static final int NOT_OWN = -1;

  /**
   * In which the JDK hands a command to the kernel: what it can't say becomes a question mark. The
   * bytes are told as they are, so that each way into a JVM tells the same.
   */
  private static final Charset OF_COMMANDS = charsetOfCommands();

  private final boolean fullArguments;
  private final Runnable afterSpawn;

  /** What is run after a spawn is on the host's path. */
  public SpawnContext(boolean fullArguments, Runnable afterSpawn) {
    this.fullArguments = fullArguments;
    this.afterSpawn = afterSpawn;
  }

  /** Runs once what each spawn runs, so that the first one does not pay for loading classes. */
  public void warmUp() {
    exit(
        enter(new ProcessBuilder("none"), null, NOT_OWN),
        null); // handed over, and taken back before this thread spawns anything
  }

  /**
   * The command may be a list of the host's own, and reading it may cost, or do, anything: so it is
   * asked for its size and its first element, once each, and for the rest where that was asked for.
   */
  @Override
  public long enter(
      ProcessBuilder builder, ProcessBuilder.@Nullable Redirect[] redirects, int environment) {
    List<String> command = builder.command();
    int count = command.size();
    if (count == 0) {
      return 0; // the JDK refuses it
    }
    Thread thread = Thread.currentThread();
    Runtime runtime = Runtime.getRuntime();
    long committed = runtime.totalMemory();
    return Native.enter(
        utf8(thread.getName().replace('\0', '?')), // the native side's texts end with a NUL
        VirtualThreads.isVirtual(thread),
        baseName(command.get(0)).getBytes(OF_COMMANDS),
        count,
        fullArguments ? joined(command) : null,
        utf8(CallStack.ofCaller()),
        committed - runtime.freeMemory(),
        committed,
        runtime.maxMemory(),
        builder.directory() != null,
        utf8(Redirects.kinds(redirects, builder.redirectErrorStream())),
        environment);
  }

  @Override
  public void exit(long token, @Nullable Throwable failure) {
    if (failure != null && LaunchFailure.isOne(failure)) {
      Native.unstarted(token, utf8(failure.getClass().getName()), LaunchFailure.errno(failure));
    }
    Native.exit(token);
    afterSpawn.run();
  }

  /** As {@code redact_path} of the native side: behind a blank may be arguments. */
  static String baseName(String program) {
    int end = 0;
    while (end < program.length() && " \t\n".indexOf(program.charAt(end)) < 0) {
      end++;
    }
    String name = program.substring(program.lastIndexOf('/', end - 1) + 1, end);
    return end == program.length() ? name : name + "...";
  }

  private static byte @Nullable [] joined(List<String> command) {
    return String.join("\0", command).getBytes(OF_COMMANDS);
  }

  /**
   * As {@code toCString} of ProcessImpl.java: up to 17 by the default, since 18 by this property.
   */
  private static Charset charsetOfCommands() {
    String name = Runtime.version().feature() < 18 ? null : System.getProperty("sun.jnu.encoding");
    return name == null || !Charset.isSupported(name)
        ? Charset.defaultCharset()
        : Charset.forName(name);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
