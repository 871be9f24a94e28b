// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.event.Reason;
import io.github.spawnrisk.event.Spawn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running JVM whose helper on the disk is replaced, and comes back, and goes. */
class HelperMismatchIT {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path runtime;
  private static byte[] own;

  private Path log;
  private BufferedReader out;
  private Writer in;

  @BeforeAll
  static void linkRuntime() throws IOException {
    runtime = shared.resolve("jdk");
    Runtimes.link(runtime, "java.base");
    own = Files.readAllBytes(helper());
  }

  @BeforeEach
  void nameLog() {
    log = folder.resolve("events.jsonl");
  }

  private static Path helper() {
    return runtime.resolve("lib/jspawnhelper");
  }

  /** As a package's upgrade does: by a rename. */
  private static void install(byte[] program, String permissions) throws IOException {
    Path next = Files.write(shared.resolve("next"), program);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(permissions));
    Files.move(next, helper(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] ofAnotherVersion() {
    String version = Runtime.version().toString();
    String bytes = new String(own, StandardCharsets.ISO_8859_1);
    Assumptions.assumeTrue(bytes.contains(version + "\0"), "this JDK's helper has no version");
    return bytes
        .replace(version + "\0", "9" + version.substring(1) + "\0")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether it could start a program. */
  private boolean starts() throws IOException {
    in.write("/bin/true\n");
    in.flush();
    String line = out.readLine();
    while (!line.startsWith("child ended by ") && !line.startsWith("Cannot run program ")) {
      line = out.readLine();
    }
    return line.equals("child ended by 0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachStateInWhichTheJvmCanStartNothingIsToldAndNoOther(boolean preloaded) throws Exception {
    byte[] another = ofAnotherVersion();
    install(own, "rwxr-xr-x");
    Process host = host(preloaded).start();
    try (BufferedReader lines = host.inputReader(StandardCharsets.UTF_8)) {
      out = lines;
      in = host.outputWriter(StandardCharsets.UTF_8);
      assertThat(starts()).isTrue();
      install(another, "rwxr-xr-x");
      assertThat(starts()).as("with a helper of another version").isFalse();
      assertThat(starts()).as("with it again").isFalse();
      install(own, "rwxr-xr-x");
      assertThat(starts()).as("with its own back").isTrue();
      install(own, "rw-r--r--");
      assertThat(starts()).as("with one that is not executable").isFalse();
      install("half of one".getBytes(StandardCharsets.UTF_8), "rwxr-xr-x");
      assertThat(starts()).as("with one that is no program").isFalse();
      Files.delete(helper());
      assertThat(starts()).as("with none").isFalse();
      in.close();
      assertThat(host.waitFor()).isZero();
    } finally {
      host.destroyForcibly();
    }

    assertThat(EventFile.read(log).spawns())
        .extracting(HelperMismatchIT::mismatch)
        .containsExactly(
            "none",
            "jspawnhelper is of another version",
            "jspawnhelper is of another version",
            "none",
            "jspawnhelper is not executable",
            "jspawnhelper is no program of this machine",
            "jspawnhelper is missing");
  }

  private Jvm host(boolean preloaded) {
    Jvm jvm = Jvm.running(SpawnsOnRequest.class).of(runtime);
    return preloaded
        ? jvm.variable("SPAWNRISK_LOG", log.toString()).preloaded()
        : jvm.nativeAgent("log=" + log);
  }

  private static String mismatch(Spawn spawn) {
    return spawn.attempt().risk().reasons().stream()
        .filter(reason -> reason.code().equals("HELPER_MISMATCH"))
        .map(Reason::source)
        .findFirst()
        .orElse("none");
  }
}
