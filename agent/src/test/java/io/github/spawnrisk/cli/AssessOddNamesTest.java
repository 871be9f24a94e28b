// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spawnrisk.Sleeper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cgroups of real processes, named by any bytes that the kernel takes. */
final class AssessOddNamesTest {
  private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");

  @TempDir private Path scratch;
  private final String prefix = "spawnrisk-odd-" + ProcessHandle.current().pid() + "-";

  @BeforeEach
  void needsGroups() {
    assumeTrue(Files.isWritable(MEMORY), "no memory hierarchy of version 1");
  }

  @AfterEach
  void remove() throws IOException {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(MEMORY, prefix + "*")) {
      for (Path group : groups) {
        Files.delete(group);
      }
    }
  }

  /** Holds 60 MiB in a group that may have 90; the name is Python's literal of bytes. */
  private Sleeper in(String name) throws IOException {
    return Sleeper.python(
        """
        import mmap, os
        group = b'%s/%s' + %s + b'.slice'
        os.mkdir(group)
        def put(file, text):
            with open(group + file, 'w') as out:
                out.write(text)
        put(b'/memory.limit_in_bytes', str(90 << 20))
        put(b'/cgroup.procs', str(os.getpid()))
        m = mmap.mmap(-1, 60 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        for i in range(0, len(m), 4096):
            m[i] = 1
        """
            .formatted(MEMORY, prefix, name));
  }

  /** Runs the command line in a JVM of its own; the last argument is printf's format. */
  private Invocation run(String locale, String... arguments) throws Exception {
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    int last = arguments.length - 1;
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "n=$(printf \"$0\") && exec \"$@\" \"$n\""));
    command.add(arguments[last]);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED"); // else JDK 25 has a warning
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments).subList(0, last));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LC_ALL", locale);
    int status = builder.start().waitFor();
    return new Invocation(status, Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b'\\xff' * 100", "b'\\x01' * 100", "b'a\\\\x2db' * 20", "b'a b' * 40"})
  void haveTheirLineInTheTableAndTheirLimitInTheRemedy(String name) throws Exception {
    try (Sleeper odd = in(name)) {
      Invocation all = Invocation.of("assess", "--all");
      Invocation one = Invocation.of("assess", odd.pid());
      String text = one.out().replaceAll("\\s+", "");

      assertThat(all.err()).isEmpty();
      assertThat(all.status()).isZero();
      assertThat(all.out())
          .containsPattern("(?m)^warning +" + odd.pid() + " .* memory \\.\\.\\..*\\.slice$");
      assertThat(one.status()).isZero();
      assertThat(text)
          .containsPattern("Raisememory\\.limit_in_bytesofcgroup\\.?[^ ]*\\.sliceby[0-9.]+MiB")
          .containsPattern(
              "limit90\\.0MiB-usage[0-9.]+MiB\\(memory\\.usage_in_bytes\\)\\+reclaimable")
          .containsPattern("\\(cgroup[^()]*\\.slicememory\\.limit_in_bytes,read20");
    }
  }

  @Test
  void areMarkedInJsonWhereTheyAreNotWhole() throws Exception {
    try (Sleeper odd = in("b'\\xff' * 100")) {
      JsonNode process =
          new ObjectMapper()
              .readTree(Invocation.of("assess", "--json", odd.pid()).out())
              .at("/processes/0");

      assertThat(process.at("/truncated").asBoolean()).isTrue();
      assertThat(process.at("/cgroup/path").asText()).startsWith("...").endsWith(".slice");
      assertThat(process.at("/nearest/source").asText())
          .isEqualTo("cgroup " + process.at("/cgroup/path").asText() + " memory.limit_in_bytes");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "C.UTF-8, b'\\xff\\xfe', \\377\\376",
    "C.UTF-8, b'\\xc3\\xa9', \\303\\251",
    "C.UTF-8, b'\\x01', \\001",
    "C, b'\\xff', \\377",
    "C, b'\\xc3\\xa9', \\303\\251",
  })
  void canBeGivenAsPathAndAsFolderInAnyLocale(String locale, String name, String printed)
      throws Exception {
    try (Sleeper odd = in(name)) {
      String path = "/" + prefix + printed + ".slice";
      for (String given : List.of(path, MEMORY + path, path + "/")) {
        Invocation invocation = run(locale, "assess", "--json", "--cgroup", given);

        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.status()).isZero();
        JsonNode processes = new ObjectMapper().readTree(invocation.out()).at("/processes");
        assertThat(processes).hasSize(1);
        assertThat(processes.at("/0/pid").asLong()).isEqualTo(odd.pid());
      }
    }
  }

  @Test
  void areSaidNotToBeThereOnlyWhereTheyAreNot() throws Exception {
    Invocation invocation = run("C", "assess", "--cgroup", "/" + prefix + "\\377none");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err()).hasLineCount(1).contains("there is no cgroup '/" + prefix);
  }

  @Test
  void areNotGuessedWhereTheirBytesCannotBeTold() {
    Invocation invocation = Invocation.of("assess", "--cgroup=/of-another-place-\ufffd");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err())
        .hasLineCount(1)
        .contains("cannot tell the bytes of cgroup '/of-another-place-")
        .doesNotContain("there is no");
  }
}
