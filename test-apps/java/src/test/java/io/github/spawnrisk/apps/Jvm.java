// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.pty4j.PtyProcess;
import com.sun.jna.Library;
import com.sun.jna.platform.unix.LibC;
import com.zaxxer.nuprocess.NuProcess;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlin.jvm.internal.Intrinsics;
import net.bytebuddy.ByteBuddy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.zeroturnaround.exec.ProcessExecutor;

/** A real JVM, of the JDK that runs the tests, with one of the hosts in it. */
final class Jvm {
  static final int FEATURE = Runtime.version().feature();

  private static final int PATIENCE_SECONDS = 120;
  private static final Path ROOT = Path.of(System.getProperty("spawnrisk.root")).normalize();
  private static final Path JAR = Path.of(System.getProperty("spawnrisk.jar")).normalize();
  private static final String APPS = System.getProperty("spawnrisk.apps");

  private static final List<String> MANY =
      List.of(
          "/com/github/jnr/",
          "/org/ow2/asm/",
          "/org/jruby/",
          "/com/headius/",
          "/me/qmx/",
          "/joda-time/",
          "/io/zonky/",
          "/org/postgresql/",
          "/commons-io/",
          "/commons-codec/",
          "/org/apache/commons/commons-compress/",
          "/org/apache/commons/commons-lang3/",
          "/org/tukaani/");

  private String main;
  private final List<String> prefix = new ArrayList<>();
  private String classPath = APPS + File.pathSeparator + librariesOfHosts();
  private Path home = Path.of(System.getProperty("java.home"));
  private final List<String> options = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Redirect input = Redirect.PIPE;
  private @Nullable Hold beforeMain;
  private @Nullable String attachOptions;

  private Jvm(Class<?> main) {
    this.main = main.getName();
    options.add("-Xms64m");
    options.add("-Xmx256m");
    environment.put("LC_ALL", "C.UTF-8");
  }

  static Jvm running(Class<?> main) {
    return new Jvm(main);
  }

  /** The repository's. */
  static Path root() {
    return ROOT;
  }

  static Path jar() {
    return JAR;
  }

  static Path library() {
    return ROOT.resolve("agent/target/native/libspawnrisk.so");
  }

  static Path schema() {
    return ROOT.resolve("docs/event.schema.json");
  }

  /** What the JDK of this run can launch by. */
  static List<String> mechanisms() {
    return List.of("FORK", "VFORK", "POSIX_SPAWN");
  }

  /** The hosts' jar. */
  static String apps() {
    return APPS;
  }

  /** From a copy of that jar, in a place where the JVM finds it. */
  Jvm from(Path copy) {
    classPath = copy.toString();
    return this;
  }

  /** Of another runtime than the tests'. */
  Jvm of(Path runtime) {
    home = runtime;
    return this;
  }

  /** What runs it, such as unshare or setpriv. */
  Jvm by(String... command) {
    prefix.addAll(List.of(command));
    return this;
  }

  Jvm option(String option) {
    options.add(option);
    return this;
  }

  Jvm argument(String argument) {
    arguments.add(argument);
    return this;
  }

  Jvm mechanism(String mechanism) {
    return option("-Djdk.lang.Process.launchMechanism=" + mechanism);
  }

  Jvm agent(String argument) {
    return option("-javaagent:" + JAR + (argument.isEmpty() ? "" : "=" + argument));
  }

  /** The native library alone, without any Java of ours. */
  Jvm nativeAgent(String argument) {
    return option("-agentpath:" + library() + "=" + argument);
  }

  /** Waits before its main; the stack has a frame more for it. */
  Jvm heldBeforeMain(Path folder) throws IOException, InterruptedException {
    beforeMain = Hold.in(folder.resolve("main-" + System.nanoTime()));
    arguments.addAll(0, List.of(beforeMain.toString(), main));
    main = HeldBeforeMain.class.getName();
    return option("-XX:+EnableDynamicAgentLoading");
  }

  /** The agent comes by attach, just before the main. */
  Jvm attached(Path folder, String options) throws IOException, InterruptedException {
    attachOptions = options;
    return heldBeforeMain(folder);
  }

  Jvm variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** What it reads; by default what its Process is given. */
  Jvm input(Path file) {
    input = Redirect.from(file.toFile());
    return this;
  }

  Jvm preloaded() {
    return variable("LD_PRELOAD", library().toString());
  }

  /** From JDK 24 on a JVM can refuse what a native library's loading would warn of (JEP 472). */
  Jvm strictAboutNativeAccess() {
    return FEATURE >= 24 ? option("--illegal-native-access=deny") : this;
  }

  /** What JNA's host needs from JDK 24 on, lest the JVM warn. */
  Jvm nativeAccess() {
    return FEATURE >= 22 ? option("--enable-native-access=ALL-UNNAMED") : this;
  }

  Process start() throws IOException, InterruptedException {
    return begun(builder());
  }

  private Process begun(ProcessBuilder builder) throws IOException, InterruptedException {
    Process jvm = builder.start();
    if (beforeMain != null) {
      beforeMain.await();
      if (attachOptions != null) {
        attach(jvm, attachOptions);
      }
      beforeMain.release();
    }
    return jvm;
  }

  private static void attach(Process jvm, String options) throws IOException, InterruptedException {
    List<String> order = new ArrayList<>(List.of("attach", Long.toString(jvm.pid())));
    order.addAll(List.of(options.split(",", -1)));
    Result result = new CommandLine().run(order.toArray(new String[0]));
    if (!result.equals(new Result(0, "", ""))) {
      jvm.destroyForcibly();
      throw new IllegalStateException(result.toString());
    }
  }

  Result run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("spawnrisk", ".out");
    Path err = Files.createTempFile("spawnrisk", ".err");
    ProcessBuilder builder = builder();
    Process jvm = begun(builder.redirectOutput(out.toFile()).redirectError(err.toFile()));
    try {
      if (!jvm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no end after " + PATIENCE_SECONDS + " s: " + main);
      }
      return new Result(jvm.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      jvm.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(input);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** The hosts' own libraries, from this test's class path. */
  private static String librariesOfHosts() {
    return Stream.of(
            ByteBuddy.class,
            Library.class,
            LibC.class,
            NuProcess.class,
            PtyProcess.class,
            Intrinsics.class,
            Logger.class,
            ProcessExecutor.class,
            org.apache.commons.exec.CommandLine.class)
        .map(Jvm::pathOf)
        .collect(Collectors.joining(File.pathSeparator, "", File.pathSeparator + ofMany()));
  }

  /** Those that are many jars, some of them with native libraries or programs alone. */
  private static String ofMany() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(jar -> MANY.stream().anyMatch(jar::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String pathOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /** How a JVM ended, and what it wrote. */
  record Result(int status, String out, String err) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<String> errLines() {
      return err.lines().toList();
    }
  }
}
