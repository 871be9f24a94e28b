// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a child finds around it: variables, folder, descriptors, signals, limits. */
final class Surroundings {
  private Surroundings() {}

  static void tryAll(Cases cases) {
    variables(cases);
    wrongVariables(cases);
    folders(cases);
    inheritance(cases);
  }

  private static void variables(Cases cases) {
    cases.of("variables of the parent", () -> Child.told(Child.shell("env | sort")));
    cases.of("no variables", () -> Child.told(cleared("env")));
    cases.of("variable added", () -> Child.told(with("A", "b=c", "echo $A")));
    cases.of("variable without a value", () -> Child.told(with("A", "", "echo [$A] ${A+set}")));
    cases.of("variable beyond ASCII", () -> Child.told(with("A", "ä€😀", "echo $A")));
    cases.of("variable removed", () -> Child.told(without("PATH")));
    cases.of("many variables", () -> Child.told(crowded(2000)));
    cases.of("builders share no variables", Surroundings::twoBuilders);
    cases.of("variables are those of the start", Surroundings::changedAfterStart);
    cases.of("PATH of the child finds nothing", () -> Child.told(elsewhere()));
  }

  private static ProcessBuilder with(String name, String value, String script) {
    ProcessBuilder builder = Child.shell(script);
    builder.environment().put(name, value);
    return builder;
  }

  private static ProcessBuilder cleared(String command) {
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/" + command);
    builder.environment().clear();
    return builder;
  }

  private static ProcessBuilder without(String name) {
    ProcessBuilder builder = Child.shell("/usr/bin/env | /usr/bin/sort");
    builder.environment().remove(name);
    return builder;
  }

  private static ProcessBuilder crowded(int count) {
    ProcessBuilder builder = Child.shell("env | grep -c CROWD");
    for (int i = 0; i < count; i++) {
      builder.environment().put("CROWD" + i, "value of number " + i);
    }
    return builder;
  }

  private static ProcessBuilder elsewhere() {
    ProcessBuilder builder = new ProcessBuilder("echo", "by the parent's PATH");
    builder.environment().put("PATH", "/no/such/folder");
    return builder;
  }

  private static String twoBuilders() throws IOException, InterruptedException {
    ProcessBuilder one = with("ONLY_HERE", "1", "echo $ONLY_HERE");
    return Child.told(one) + Child.told(Child.shell("echo $ONLY_HERE"));
  }

  private static String changedAfterStart() throws IOException, InterruptedException {
    ProcessBuilder builder = with("A", "before", "read word; echo $A");
    Process child = builder.start();
    builder.environment().put("A", "after");
    child.getOutputStream().close();
    return Child.told(child);
  }

  private static void wrongVariables(Cases cases) {
    Map<String, String> variables = new ProcessBuilder("true").environment();
    cases.of("name with =", () -> variables.put("A=B", "c"));
    cases.of("name with NUL", () -> variables.put("A\0", "c"));
    cases.of("value with NUL", () -> variables.put("A", "c\0"));
    cases.of("null name", () -> variables.put(null, "c"));
    cases.of("null value", () -> variables.put("A", null));
    cases.of("variables too large", () -> crowdedBy("v".repeat(200_000)).start());
  }

  private static ProcessBuilder crowdedBy(String value) {
    ProcessBuilder builder = new ProcessBuilder("/bin/true");
    builder.environment().put("LARGE", value);
    return builder;
  }

  private static void folders(Cases cases) {
    Path folder = cases.folder();
    cases.of("no folder", () -> new ProcessBuilder("true").directory());
    cases.of("folder of the parent", () -> Child.told(in(null, "pwd -P")).startsWith(here()));
    cases.of("another folder", () -> Child.told(in(folder.toFile(), "pwd -P")));
    cases.of("program of another folder", () -> relative(folder));
    cases.of("missing folder", () -> in(folder.resolve("none").toFile(), "pwd").start());
    cases.of("file as folder", () -> in(new File("/etc/passwd"), "pwd").start());
    cases.of("folder with NUL", () -> in(new File("a\0b"), "pwd").start());
    cases.of("relative folder", () -> Child.told(in(new File("."), "pwd -P")).startsWith(here()));
  }

  private static ProcessBuilder in(File folder, String script) {
    return Child.shell(script).directory(folder);
  }

  private static String here() throws IOException {
    return Path.of("").toRealPath() + "\n";
  }

  private static String relative(Path folder) throws IOException, InterruptedException {
    Path script = folder.resolve("relative");
    Files.writeString(script, "#!/bin/sh\necho relative\n");
    script.toFile().setExecutable(true);
    return Child.told(new ProcessBuilder("./relative").directory(folder.toFile()));
  }

  private static void inheritance(Cases cases) {
    cases.of("descriptors", () -> Child.told(new ProcessBuilder("ls", "/proc/self/fd")));
    cases.of("signals", () -> Child.told(Child.shell("grep ^Sig[BIC] /proc/self/status")));
    cases.of("limits", () -> Child.told(new ProcessBuilder("cat", "/proc/self/limits")));
    cases.of("umask and priority", () -> Child.told(Child.shell("umask; nice")));
    cases.of("process group", () -> Child.told(Child.shell(SAME_GROUP)));
  }

  private static final String SAME_GROUP =
      "group() { cut -d' ' -f5 /proc/$1/stat; }; [ $(group $$) = $(group $PPID) ] && echo same";
}
