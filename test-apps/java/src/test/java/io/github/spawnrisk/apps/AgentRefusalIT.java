// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that does not start says why in one line, and the application runs as without it. */
class AgentRefusalIT {
  private static Jvm.Result bare;

  @TempDir Path folder;

  @BeforeAll
  static void runBare() throws IOException, InterruptedException {
    bare = ordinary().run();
  }

  @Test
  void aMissingLibrary() throws IOException, InterruptedException {
    expectRefusal("native=/nonexistent", "/nonexistent (No such file or directory)");
  }

  @Test
  void aLibraryThatIsText() throws IOException, InterruptedException {
    Path text = Files.writeString(folder.resolve("library.so"), "no library at all, only text");

    expectRefusal("native=" + text, foreign(text, "no ELF file"));
  }

  @Test
  void aLibraryForAnotherArchitecture() throws IOException, InterruptedException {
    byte[] content = Files.readAllBytes(Jvm.library());
    content[18] = (byte) 22; // e_machine: EM_S390
    Path foreign = Files.write(folder.resolve("library.so"), content);

    expectRefusal("native=" + foreign, foreign(foreign, "for ELF machine 22"));
  }

  private static String foreign(Path library, String what) {
    String ours = System.getProperty("os.arch").replace("amd64", "x86_64");
    return "the library '"
        + library
        + "' is not for this machine ("
        + what
        + "; this is "
        + ours
        + ")";
  }

  @Test
  void anUnknownOption() throws IOException, InterruptedException {
    expectRefusal("lgo=x", "unknown option 'lgo'; did you mean 'log'?");
  }

  @Test
  void anUnknownValue() throws IOException, InterruptedException {
    expectRefusal("weave=egar", "option 'weave' cannot be 'egar'; did you mean 'eager'?");
  }

  @Test
  void aLogThatCannotBeWritten() throws IOException, InterruptedException {
    Jvm.Result result = ordinary().agent("log=/nonexistent/events.jsonl").run();

    assertThat(result.out()).isEqualTo(bare.out());
    assertThat(result.status()).isEqualTo(bare.status());
    assertThat(result.errLines()).hasSize(bare.errLines().size() + 1);
    assertThat(result.errLines().get(0))
        .startsWith("spawnrisk: agent not started: ")
        .contains("/nonexistent/events.jsonl");
  }

  @Test
  void aSecondAgentIsANoOpThatSaysSo() throws IOException, InterruptedException {
    Jvm.Result result = ordinary().agent("weave=eager").agent("weave=eager").run();

    expectOneMore(result, "spawnrisk: agent runs in this JVM already; nothing was done");
  }

  @Test
  void anotherCopyOnTheBootPathLeavesNobodyWhoObserves() throws IOException, InterruptedException {
    Path log = folder.resolve("events.jsonl");
    Path copy = bootClasses();

    Jvm.Result result = ordinary().option("-Xbootclasspath/a:" + copy).agent("log=" + log).run();

    assertThat(result.errLines())
        .contains("spawnrisk: agent not started: another copy of spawnrisk is at work in this JVM");
    assertThat(result.status()).isEqualTo(bare.status());
    assertThat(log)
        .satisfiesAnyOf(
            none -> assertThat(none).doesNotExist(), empty -> assertThat(empty).isEmptyFile());
  }

  private Path bootClasses() throws IOException {
    Path classes = folder.resolve("boot.jar");
    try (ZipFile jar = new ZipFile(Jvm.jar().toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(classes))) {
      for (ZipEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith("io/github/spawnrisk/boot/")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          jar.getInputStream(entry).transferTo(out);
        }
      }
    }
    return classes;
  }

  private static void expectRefusal(String argument, String why)
      throws IOException, InterruptedException {
    expectOneMore(ordinary().agent(argument).run(), "spawnrisk: agent not started: " + why);
  }

  private static void expectOneMore(Jvm.Result result, String line) {
    List<String> expected = new ArrayList<>(List.of(line));
    expected.addAll(bare.errLines());
    assertThat(result.errLines()).isEqualTo(expected);
    assertThat(result.out()).isEqualTo(bare.out());
    assertThat(result.status()).isEqualTo(bare.status());
  }

  private static Jvm ordinary() {
    return Jvm.running(OrdinaryHost.class).mechanism("POSIX_SPAWN");
  }
}
