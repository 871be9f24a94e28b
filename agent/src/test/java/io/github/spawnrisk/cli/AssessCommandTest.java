// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.spawnrisk.Lines;
import io.github.spawnrisk.Sleeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the native library that was just built about real processes. */
final class AssessCommandTest {
  private static final long MIB = 1 << 20;
  private static final String TOUCH =
      "import mmap\nm = mmap.mmap(-1, %d << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n%s";
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Lines.repository("docs/assess.schema.json"));

  private static JsonNode json(Object... arguments) throws IOException {
    Object[] all = Stream.concat(Stream.of("assess", "--json"), Stream.of(arguments)).toArray();
    Invocation invocation = Invocation.of(all);
    assertThat(invocation.err()).isEmpty();
    assertThat(invocation.status()).isZero();
    assertThat(SCHEMA.validate(invocation.out(), InputFormat.JSON)).isEmpty();
    return new ObjectMapper().readTree(invocation.out());
  }

  /** The sum of areas that a fork is charged for, by the kernel's own flags. */
  private static long accountable(long pid) throws IOException {
    long total = 0;
    long size = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      if (line.startsWith("Size:")) {
        size = Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      } else if (line.startsWith("VmFlags:")) {
        List<String> flags = List.of(line.split(" +"));
        total += flags.contains("ac") && !flags.contains("dc") ? size : 0;
      }
    }
    return total;
  }

  @Test
  void tellsWhatAForkWouldAddExactly() throws IOException {
    try (Sleeper large = Sleeper.python(String.format(TOUCH, 768, "m.write(b'x' * len(m))"))) {
      JsonNode process = json(large.pid()).at("/processes/0");

      assertThat(process.at("/memory/commit_charge").asLong()).isEqualTo(accountable(large.pid()));
      assertThat(process.at("/copy_exposure").asLong()).isBetween(768 * MIB, 800 * MIB);
      assertThat(process.at("/exact").asBoolean()).isTrue();
      assertThat(process.at("/unread")).isEmpty();
    }
  }

  @Test
  void tellsWhatWasOnlyPromisedFromWhatIsThere() throws IOException {
    try (Sleeper untouched = Sleeper.python(String.format(TOUCH, 768, ""))) {
      JsonNode process = json(untouched.pid()).at("/processes/0");

      assertThat(process.at("/memory/commit_charge").asLong()).isGreaterThan(768 * MIB);
      assertThat(process.at("/memory/largest_area").asLong()).isEqualTo(768 * MIB);
      assertThat(process.at("/copy_exposure").asLong()).isLessThan(32 * MIB);
    }
  }

  @ParameterizedTest
  @CsvSource({"G1, 300, 900", "Z, 0, 200"})
  void knowsThatAHeapOfZgcIsSharedAndOneOfG1IsNot(String collector, long least, long most)
      throws IOException {
    try (Sleeper jvm =
        Sleeper.jvm("-XX:+Use" + collector + "GC", "-Xms300m", "-Xmx300m", "-XX:+AlwaysPreTouch")) {
      JsonNode process = json(jvm.pid()).at("/processes/0");

      assertThat(process.at("/copy_exposure").asLong()).isBetween(least * MIB, most * MIB);
      assertThat(process.at("/memory/commit_charge").asLong()).isEqualTo(accountable(jvm.pid()));
    }
  }

  @Test
  void saysInWordsWhereEachFactWasRead() throws IOException {
    try (Sleeper small = Sleeper.python("")) {
      Invocation invocation = Invocation.of("assess", small.pid());

      assertThat(invocation.status()).isZero();
      assertThat(invocation.err()).isEmpty();
      assertThat(invocation.out())
          .contains("WHAT IF IT CALLED fork NOW?", "python3 (pid " + small.pid() + ")")
          .contains("The limit that it would hit first: ")
          .containsPattern("commit charge +[0-9.]+ MiB  /proc/" + small.pid() + "/smaps\n");
      assertThat(invocation.out().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void asksAboutOtherCallsToo() throws IOException {
    try (Sleeper large = Sleeper.python(String.format(TOUCH, 64, "m.write(b'x' * len(m))"))) {
      for (String call : List.of("vfork", "posix_spawn")) {
        JsonNode answer = json("--mechanism", call, large.pid());

        assertThat(answer.at("/call").asText()).isEqualTo(call);
        assertThat(answer.at("/level").asText()).isEqualTo("none");
        assertThat(answer.at("/processes/0/copies_memory").asBoolean()).isFalse();
        assertThat(answer.at("/processes/0/copy_exposure").isMissingNode()).isTrue();
      }
    }
  }

  @Test
  void ranksAllProcessesAndLeavesOutThoseThatCannotFork() throws IOException {
    try (Sleeper large = Sleeper.python(String.format(TOUCH, 768, "m.write(b'x' * len(m))"));
        Sleeper small = Sleeper.python("")) {
      List<Long> pids = json("--all").findValues("pid").stream().map(JsonNode::asLong).toList();

      assertThat(pids).containsSubsequence(large.pid(), small.pid());
      assertThat(pids).doesNotContain(ProcessHandle.current().pid());
    }
  }

  @Test
  void showsAllProcessesInATableOfEightyColumns() throws IOException {
    String hostile = "open('/proc/self/comm', 'wb').write(b'\\x1b[31m\\n\\xff')";
    try (Sleeper named = Sleeper.python(hostile)) {
      Invocation invocation = Invocation.of("assess", "--all");

      assertThat(invocation.status()).isZero();
      assertThat(invocation.out()).contains("limit hit first").doesNotContain("\u001b");
      assertThat(invocation.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(Invocation.of("assess", named.pid()).out()).contains("\\u001b[31m");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "12x", "", "99999999999", " 1"})
  void refusesWhatIsNoNumberInOneLine(String pid) {
    Invocation invocation = Invocation.of("assess", "--", pid);

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).hasLineCount(1).contains("is no process's number");
  }

  @Test
  void refusesAnythingButOneQuestionAtATime() {
    for (Object[] arguments :
        List.of(
            new Object[] {"assess"},
            new Object[] {"assess", "--all", "1"},
            new Object[] {"assess", "--all", "--cgroup", "/"})) {
      Invocation invocation = Invocation.of(arguments);

      assertThat(invocation.status()).isEqualTo(2);
      assertThat(invocation.err())
          .isEqualTo(
              "spawnrisk: assess: name one of PID, --all and --cgroup;"
                  + " see 'spawnrisk assess --help'\n");
    }
  }

  @Test
  void refusesAMechanismThatItDoesNotKnow() {
    Invocation invocation = Invocation.of("assess", "--mechanism", "spoon", "1");

    assertThat(invocation.status()).isEqualTo(2);
    assertThat(invocation.err()).hasLineCount(1).contains("'spoon' is none of fork, vfork");
  }

  @Test
  void saysThatThereIsNoSuchProcess() {
    Invocation invocation = Invocation.of("assess", "999999999");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err()).isEqualTo("spawnrisk: assess: there is no process 999999999\n");
  }

  @Test
  void saysThatAZombieCannotFork() throws Exception {
    String program =
        "import os\np = os.fork()\np or os._exit(0)\n"
            + "os.waitid(os.P_PID, p, os.WEXITED | os.WNOWAIT)\nprint(p, flush=True)\ninput()";
    Process parent = new ProcessBuilder("/usr/bin/python3", "-B", "-c", program).start();
    try (BufferedReader out = parent.inputReader()) {
      Invocation invocation = Invocation.of("assess", out.readLine());

      assertThat(invocation.status()).isEqualTo(1);
      assertThat(invocation.err()).hasLineCount(1).contains("has ended, and waits for its parent");
    } finally {
      parent.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/cgroup", "/../../tmp", "/tmp", "relative", "", "/\u0000"})
  void saysInOneLineThatThereIsNoSuchCgroup(String path) {
    Invocation invocation = Invocation.of("assess", "--cgroup=" + path);

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.err()).hasLineCount(1).contains("cgroup");
  }
}
