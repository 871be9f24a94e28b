// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.options.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What docs/kubernetes.md has the JVM do, in namespaces that are like a container's. */
class KubernetesIT {
  private static final long LIMIT = 200L << 20;
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern AGENT = Pattern.compile("-javaagent:/spawnrisk/spawnrisk.jar=(.*)");

  /** All is read-only but, where it is asked for, a /tmp from which nothing may be executed. */
  private static final String CONTAINER =
      """
      set -e
      if [ "$1" = noexec ]; then mount -t tmpfs -o mode=1777,noexec,nosuid,nodev tmpfs /tmp; fi
      awk '{ print $5 }' /proc/self/mountinfo | sort -u | while read -r mount; do
          case $mount in
              /proc | /proc/* | /sys | /sys/*) ;;
              /tmp) [ "$1" = noexec ] || mount -o remount,bind,ro /tmp ;;
              *) mount -o remount,bind,ro "$mount" ;;
          esac
      done
      shift
      cd /
      exec setpriv --reuid=65533 --regid=65533 --clear-groups --no-new-privs --bounding-set=-all "$@"
      """;

  /** What the init container fills. Not below /tmp, which a container has its own of. */
  private Path volume;

  @BeforeEach
  void fillTheVolume() throws Exception {
    AttachRefusalIT.assumeRoot();
    volume = Files.createTempDirectory(Path.of("/var/tmp"), "spawnrisk");
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(Jvm.jar(), volume.resolve("spawnrisk.jar"));
    Files.copy(Jvm.library(), volume.resolve("libspawnrisk.so"));
    Files.copy(Path.of(Jvm.apps()), volume.resolve("apps.jar"));
  }

  @AfterEach
  void emptyTheVolume() throws Exception {
    if (volume != null) {
      for (String name : List.of("spawnrisk.jar", "libspawnrisk.so", "apps.jar")) {
        Files.deleteIfExists(volume.resolve(name));
      }
      Files.delete(volume);
    }
  }

  private static List<Object> blocks() throws Exception {
    Matcher block = BLOCK.matcher(Files.readString(Jvm.root().resolve("docs/kubernetes.md")));
    List<Object> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(new Yaml().load(block.group(1)));
    }
    return blocks;
  }

  /** Each variable that any block sets. */
  private static List<Map<?, ?>> variables(Object node) {
    List<Map<?, ?>> found = new ArrayList<>();
    if (node instanceof Map<?, ?> map) {
      if (map.containsKey("name") && map.containsKey("value")) {
        found.add(map);
      }
      map.values().forEach(value -> found.addAll(variables(value)));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> found.addAll(variables(value)));
    }
    return found;
  }

  private static String documented(String variable) throws Exception {
    return variables(blocks()).stream()
        .filter(found -> found.get("name").equals(variable))
        .map(found -> found.get("value").toString())
        .findFirst()
        .orElseThrow();
  }

  private Jvm service(String mode) {
    return Jvm.running(Lingerer.class)
        .from(volume.resolve("apps.jar"))
        .by("unshare", "--mount", "--propagation", "private", "sh", "-c", CONTAINER, "sh", mode);
  }

  /** What it wrote to standard error after it had spawned once. */
  private static String spawnOnce(Jvm jvm) throws Exception {
    try (Lingering host = Lingering.in(jvm)) {
      host.spawn();
      assertThat(host.end()).isZero();
      StringBuilder said = new StringBuilder();
      for (String line = host.errorLine(); line != null; line = host.errorLine()) {
        said.append(line).append('\n');
      }
      return said.toString();
    }
  }

  private String ofVolume(String value) {
    return value.replace("/spawnrisk/", volume + "/");
  }

  @Test
  void setsOnlyOptionsAndVariablesThatThereAre() throws Exception {
    List<String> libraryVariables = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      libraryVariables.add(setting.variable());
    }
    int agents = 0;
    for (Map<?, ?> variable : variables(blocks())) {
      String name = variable.get("name").toString();
      if (name.startsWith("SPAWNRISK_")) {
        assertThat(libraryVariables).contains(name);
      }
      Matcher agent = AGENT.matcher(variable.get("value").toString());
      if (agent.matches()) {
        agents++;
        for (String option : agent.group(1).split(",", -1)) {
          assertThat(Setting.agentKeys()).contains(option.substring(0, option.indexOf('=')));
        }
      }
    }
    assertThat(agents).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
  void observesWhereNothingCanBeWritten(String variable) throws Exception {
    String said = spawnOnce(service("none").variable(variable, ofVolume(documented(variable))));

    assertThat(said)
        .contains("1 spawn from 1 call site")
        .contains("io.github.spawnrisk.apps.Lingerer.main:")
        .doesNotContain("spawnrisk: ");
  }

  @Test
  void saysInOneLineThatALogCannotBeWrittenAndObservesInTheProcess() throws Exception {
    String options = "-javaagent:" + volume + "/spawnrisk.jar=log=/var/log/spawnrisk,report=stderr";

    String said = spawnOnce(service("none").variable("JDK_JAVA_OPTIONS", options));

    assertThat(said)
        .contains("1 spawn from 1 call site")
        .containsOnlyOnce(
            "spawnrisk: can't write events to log=/var/log/spawnrisk (EROFS); they stay in this"
                + " process, see JMX and report=stderr\n");
  }

  @Test
  void observesWhereTmpIsNoexec() throws Exception {
    String value = ofVolume(documented("JDK_JAVA_OPTIONS"));

    String said = spawnOnce(service("noexec").variable("JDK_JAVA_OPTIONS", value));

    assertThat(said).contains("1 spawn from 1 call site").doesNotContain("spawnrisk: ");
  }

  @Test
  void saysWhereTheLibraryIsMissingWhatToDoAndRunsOn() throws Exception {
    Files.delete(volume.resolve("libspawnrisk.so"));
    String value = ofVolume(documented("JDK_JAVA_OPTIONS"));

    assertThat(spawnOnce(service("none").variable("JDK_JAVA_OPTIONS", value)))
        .contains(
            "spawnrisk: agent not started: no folder to load the native library from; put"
                + " libspawnrisk.so beside the jar; ");
  }

  @Test
  void namesTheLimitOfAContainerThatACopyWouldExceed() throws Exception {
    try (MemoryCgroup cgroup = MemoryCgroup.of(LIMIT)) {
      Jvm jvm =
          Jvm.running(Lingerer.class)
              .from(volume.resolve("apps.jar"))
              .by(cgroup.entering())
              .by("unshare", "--mount", "--propagation", "private", "sh", "-c", CONTAINER, "sh")
              .by("none")
              .option("-Xms100m")
              .option("-Xmx100m")
              .option("-XX:+AlwaysPreTouch")
              .mechanism("FORK")
              .variable("JDK_JAVA_OPTIONS", ofVolume(documented("JDK_JAVA_OPTIONS")));

      assertThat(spawnOnce(jvm)).contains("OOM_POSSIBLE").contains(cgroup.name());
    }
  }
}
