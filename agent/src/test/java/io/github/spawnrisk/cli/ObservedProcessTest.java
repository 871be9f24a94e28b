// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process as /proc shows it. */
final class ObservedProcessTest {
  private static final List<String> LINKS = List.of("root", "cwd", "ns/mnt");

  @TempDir private Path folder;
  private Path proc;

  @BeforeEach
  void aProcess() throws IOException {
    proc = Files.createDirectory(folder.resolve("4711"));
    Files.createDirectory(proc.resolve("ns"));
    for (String link : LINKS) {
      Files.createSymbolicLink(
          proc.resolve(link), Files.readSymbolicLink(Path.of("/proc/self", link)));
    }
    say("maps", "");
    say("environ", "");
    say("cmdline", "java\0-jar\0service.jar\0");
    say("status", "Pid:\t4711\nNSpid:\t4711\t17\n");
    say("stat", "4711 (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 88231 0 0");
  }

  /** JUnit warns of links that lead out of its folder. */
  @AfterEach
  void deleteLinks() throws IOException {
    for (String link : LINKS) {
      Files.delete(proc.resolve(link));
    }
  }

  private void say(String name, String content) throws IOException {
    Files.writeString(proc.resolve(name), content);
  }

  private ObservedProcess process() {
    return new ObservedProcess(proc);
  }

  @Test
  void isObservedWhereTheLibraryIsMapped() throws IOException {
    assertThat(process().isObserved()).isFalse();

    say("maps", "7f00-7f01 r-xp 00000000 08:01 17   /opt/libspawnrisk.so\n");

    assertThat(process().isObserved()).isTrue();
  }

  @Test
  void hasNoLogWhereNobodyNamesOne() throws IOException {
    assertThat(process().log()).isNull();
  }

  @Test
  void takesTheEnvironmentsLog() throws IOException {
    say("environ", "A=1\0SPAWNRISK_LOG=/var/log/a.jsonl\0");

    assertThat(process().log()).isEqualTo(Path.of("/var/log/a.jsonl"));
  }

  @Test
  void takesALogOfAnyNameByWhicheverWayItIsNamed() throws IOException {
    String name = "/var/log/gr\u00fc\u00df/\u732b.jsonl";
    Path log = Octets.path(new String(name.getBytes(UTF_8), ISO_8859_1));
    Path config = folder.resolve("config.properties");

    say("environ", "SPAWNRISK_LOG=" + name + "\0");
    assertThat(process().log()).isEqualTo(log);

    say("environ", "SPAWNRISK_CONFIG=" + config + "\0");
    Files.writeString(config, "log = " + name + "\n");
    assertThat(process().log()).isEqualTo(log);
    Files.writeString(config, "log = /var/log/gr\\u00fc\\u00df/\\u732b.jsonl\n");
    assertThat(process().log()).isEqualTo(log);
  }

  @Test
  void takesAPropertysLogBeforeTheEnvironments() throws IOException {
    say("environ", "SPAWNRISK_LOG=/a.jsonl\0JDK_JAVA_OPTIONS=-Xmx1g -Dspawnrisk.log=/b.jsonl\0");

    assertThat(process().log()).isEqualTo(Path.of("/b.jsonl"));
  }

  @Test
  void takesTheAgentsLogBeforeAll() throws IOException {
    say("environ", "SPAWNRISK_LOG=/a.jsonl\0");
    say(
        "cmdline",
        "java\0-Dspawnrisk.log=/b.jsonl\0"
            + "-javaagent:/opt/spawnrisk.jar=report=stderr,log=/c.jsonl\0Main\0");

    assertThat(process().log()).isEqualTo(Path.of("/c.jsonl"));

    say("cmdline", "java\0-agentpath:/opt/libspawnrisk.so=log=/d.jsonl,arguments=full\0Main\0");

    assertThat(process().log()).isEqualTo(Path.of("/d.jsonl"));
  }

  @Test
  void takesTheLogOfTheAgentsFileWhereNoneIsNamedElsewhere() throws IOException {
    Path config = Files.writeString(folder.resolve("a.properties"), "log = /e.jsonl\n");
    say("cmdline", "java\0-javaagent:/opt/spawnrisk.jar=config=" + config + "\0Main\0");

    assertThat(process().log()).isEqualTo(Path.of("/e.jsonl"));
  }

  @Test
  void takesTheProcesssOwnFileInAFolder() throws IOException {
    say("environ", "SPAWNRISK_LOG=" + folder + "\0");

    assertThat(process().log()).isEqualTo(folder.resolve("spawnrisk-17-88231.jsonl"));
  }

  @Test
  void findsARelativePathFromTheProcesssFolder() throws IOException {
    say("cmdline", "java\0-javaagent:/opt/spawnrisk.jar=log=x.jsonl\0Main\0");

    assertThat(process().log()).isEqualTo(Path.of("").toAbsolutePath().resolve("x.jsonl"));
  }

  @Test
  void looksThroughTheRootOfAProcessInAContainer() throws IOException {
    Files.delete(proc.resolve("root"));
    Files.createSymbolicLink(proc.resolve("root"), folder);
    say("environ", "SPAWNRISK_LOG=/var/log/a.jsonl\0");

    assertThat(process().log()).isEqualTo(proc.resolve("root/var/log/a.jsonl"));
  }
}
