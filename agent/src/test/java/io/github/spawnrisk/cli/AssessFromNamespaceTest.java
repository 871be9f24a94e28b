// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.spawnrisk.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks about real processes from namespaces in which less of them is seen. */
final class AssessFromNamespaceTest {
  private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Lines.repository("docs/assess.schema.json"));

  @TempDir private Path scratch;

  @BeforeEach
  void needsNamespaces() throws Exception {
    assumeTrue(
        new ProcessBuilder("unshare", "--mount", "--pid", "--cgroup", "--fork", "true")
                .start()
                .waitFor()
            == 0,
        "namespaces can be made by root alone");
  }

  /** Runs a script in which "$@" is spawnrisk with these arguments, and "$0" a folder. */
  private Invocation inside(List<String> namespaces, String script, String... arguments)
      throws Exception {
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    List<String> command = new ArrayList<>(List.of("unshare"));
    command.addAll(namespaces);
    command.addAll(List.of("sh", "-c", script, scratch.toString()));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED"); // else JDK 25 has a warning
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Invocation(status, Files.readString(out), Files.readString(err));
  }

  @Test
  void walksOverNoAreasForACgroupThatIsNotSeen() throws Exception {
    Path own = MEMORY.resolve("spawnrisk-walks-" + ProcessHandle.current().pid());
    assumeTrue(Files.isWritable(MEMORY), "no memory hierarchy of version 1");
    assumeTrue(
        Files.readString(Path.of("/proc/sys/vm/overcommit_memory")).startsWith("0"),
        "other policies may hinge on the areas of small processes too");
    Files.createDirectory(own);
    JsonNode answer;
    try {
      // A mount of its own, of which the root is the asker's own cgroup, and the only one.
      Invocation invocation =
          inside(
              List.of("--mount"),
              "echo 0 >"
                  + own
                  + "/cgroup.procs && umount -l /sys/fs/cgroup/memory &&"
                  + " exec unshare --cgroup --mount sh -c"
                  + " 'mount -t cgroup -o memory none \"$0\" && exec \"$@\"' \"$0\" \"$@\"",
              "assess",
              "--all",
              "--json");
      assertThat(invocation.err()).isEmpty();
      answer = new ObjectMapper().readTree(invocation.out());
    } finally {
      Files.delete(own);
    }

    int unseen = 0;
    for (JsonNode process : answer.at("/processes")) {
      unseen += process.at("/not_assessed").toString().equals("[\"OOM_POSSIBLE\"]") ? 1 : 0;
      if (process.at("/memory/virtual_size").asLong() < process.at("/system/total").asLong() / 2) {
        assertThat(process.at("/exact").asBoolean()).as(process.toString()).isFalse();
      }
    }
    assertThat(unseen).as(answer.toString()).isPositive();
  }

  /** Of pid 1 alone, root's shell, in a /proc of its own: the machine's keeps its options. */
  private Invocation asNobody(String... arguments) throws Exception {
    return inside(
        List.of("--mount", "--pid", "--fork"),
        "mount -t proc -o hidepid=2 proc /proc && setpriv --reuid 65534 --regid 65534"
            + " --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search \"$@\";"
            + " exit $?",
        arguments);
  }

  @Test
  void givesNoVerdictOverProcessesThatAreHidden() throws Exception {
    Invocation invocation = asNobody("assess", "--all");

    assertThat(invocation.err()).isEmpty();
    assertThat(invocation.status()).isZero();
    assertThat(invocation.out())
        .contains("0 processes, ")
        .containsPattern("(?m)^Others are hidden: /proc is mounted with hidepid=(2|invisible)\\.$")
        .contains("No verdict: no process was assessed.")
        .doesNotContain("AT RISK");
  }

  @Test
  void givesNoLevelInJsonOverProcessesThatAreHidden() throws Exception {
    Invocation invocation = asNobody("assess", "--all", "--json");

    JsonNode answer = new ObjectMapper().readTree(invocation.out());
    assertThat(SCHEMA.validate(invocation.out(), InputFormat.JSON)).isEmpty();
    assertThat(answer.at("/hidden_by").asText()).matches("hidepid=(2|invisible)");
    assertThat(answer.at("/level").isMissingNode()).isTrue();
    assertThat(answer.at("/processes")).isEmpty();
  }

  @Test
  void saysThatAProcessThatIsNotSeenMayBeHidden() throws Exception {
    Invocation invocation = asNobody("assess", "1");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err())
        .hasLineCount(1)
        .startsWith("spawnrisk: assess: there is no process 1, or it is hidden: /proc is mounted")
        .contains("with hidepid=");
  }
}
