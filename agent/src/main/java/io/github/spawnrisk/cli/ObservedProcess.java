// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.options.Setting;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What /proc tells of a process that is observed: nothing is asked of the process itself. */
final class ObservedProcess {
  private static final String LIBRARY = "/libspawnrisk";
  private static final Pattern AGENT =
      Pattern.compile("-(?:javaagent|agentpath):[^=]*spawnrisk[^/=]*=(.*)", Pattern.DOTALL);
  private static final String PROPERTY = "-D";
  private static final List<String> JVM_VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  private final Path proc;

  ObservedProcess(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  ObservedProcess(Path proc) {
    this.proc = proc;
  }

  /** Whether the library is in it, preloaded or brought by an agent. */
  boolean isObserved() throws IOException {
    return read("maps").contains(LIBRARY);
  }

  /**
   * The log that it was started with, as it is seen from here: what its agent was told wins over a
   * system property, that over the environment, and that over the agent's file. Null: none.
   */
  @Nullable Path log() throws IOException {
    Map<String, String> environment = environment();
    List<String> arguments = new ArrayList<>(Arrays.asList(read("cmdline").split("\0", -1)));
    for (String name : JVM_VARIABLES) {
      arguments.addAll(Arrays.asList(environment.getOrDefault(name, "").split("\\s+", -1)));
    }
    String log = option(Setting.LOG, arguments, environment);
    if (log == null) {
      String config = option(Setting.CONFIG, arguments, environment);
      log = config == null ? null : ofFile(seen(config));
    }
    return log == null ? null : inFolder(seen(log));
  }

  private static @Nullable String option(
      Setting setting, List<String> arguments, Map<String, String> environment) {
    String value = environment.get(setting.variable());
    String property = PROPERTY + setting.property() + '=';
    for (String argument : arguments) {
      value = argument.startsWith(property) ? argument.substring(property.length()) : value;
    }
    for (String argument : arguments) {
      Matcher agent = AGENT.matcher(argument);
      for (String pair : agent.matches() ? agent.group(1).split(",", -1) : new String[0]) {
        value =
            pair.startsWith(setting.key() + '=')
                ? pair.substring(setting.key().length() + 1)
                : value;
      }
    }
    return value == null || value.isEmpty() ? null : value;
  }

  /** Text, as the agent reads it, and the log's name by its octets, as the agent writes it. */
  private static @Nullable String ofFile(Path config) throws IOException {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(config)) {
      properties.load(text);
    }
    String log = properties.getProperty(Setting.LOG.key());
    return log == null
        ? null
        : new String(log.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    for (String variable : read("environ").split("\0", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.putIfAbsent(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }

  /** Its path from here: it may be in a container, and in another folder than we are. */
  private Path seen(String octets) throws IOException {
    Path path = Files.readSymbolicLink(proc.resolve("cwd")).resolve(Octets.path(octets));
    Path self = Path.of("/proc/self");
    boolean isOurs = isSame(self, "ns/mnt") && isSame(self, "root");
    return isOurs ? path : proc.resolve("root").resolve(path.getRoot().relativize(path));
  }

  private boolean isSame(Path self, String link) throws IOException {
    return Files.readSymbolicLink(proc.resolve(link))
        .equals(Files.readSymbolicLink(self.resolve(link)));
  }

  /** In a folder each process has a file of its own, named by its pid there and its start. */
  Path inFolder(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return log;
    }
    return log.resolve("spawnrisk-" + pidInside() + '-' + start() + ".jsonl");
  }

  private String pidInside() throws IOException {
    String status = read("status");
    Matcher pids = Pattern.compile("(?m)^NSpid:.*\\s(\\d+)$").matcher(status);
    return pids.find() ? pids.group(1) : proc.getFileName().toString();
  }

  /** In clock ticks since boot (proc_pid_stat(5)). */
  private String start() throws IOException {
    String stat = read("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return fields[22 - 3];
  }

  /** A char for each octet. */
  private String read(String name) throws IOException {
    return new String(Files.readAllBytes(proc.resolve(name)), StandardCharsets.ISO_8859_1);
  }
}
