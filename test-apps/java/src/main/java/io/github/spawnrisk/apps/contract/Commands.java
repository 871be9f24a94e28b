// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can stand in a command, and what is said of one that cannot be run. */
final class Commands {
  private Commands() {}

  static void tryAll(Cases cases) {
    arguments(cases);
    lists(cases);
    missing(cases);
    notPrograms(cases);
    tooLong(cases);
  }

  private static void arguments(Cases cases) {
    cases.of("command by PATH", () -> Child.told(new ProcessBuilder("echo", "a", "b")));
    cases.of("empty argument", () -> Child.told(printf("[%s]", "", "x")));
    cases.of("argument with blanks", () -> Child.told(printf("[%s]", "a b", "c\n\"d\"")));
    cases.of("argument beyond ASCII", () -> Child.told(printf("[%s]", "ä€😀")));
    cases.of("many arguments", () -> Child.told(shellCounting(5000)));
    cases.of("null element", () -> new ProcessBuilder(Arrays.asList("echo", null)).start());
    cases.of("null program", () -> new ProcessBuilder(Arrays.asList((String) null)).start());
    cases.of("NUL in program", () -> new ProcessBuilder("ec\0ho").start());
    cases.of("NUL in argument", () -> new ProcessBuilder("echo", "a\0b").start());
  }

  private static ProcessBuilder printf(String format, String... words) {
    List<String> command = new ArrayList<>(List.of("printf", format));
    command.addAll(List.of(words));
    return new ProcessBuilder(command);
  }

  private static ProcessBuilder shellCounting(int count) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "echo $#", "name"));
    for (int i = 0; i < count; i++) {
      command.add("word" + i);
    }
    return new ProcessBuilder(command);
  }

  private static void lists(Cases cases) {
    cases.of("no command", () -> new ProcessBuilder().start());
    cases.of("null command", () -> new ProcessBuilder((List<String>) null));
    cases.of("command is a view", Commands::changedAfterwards);
    cases.of(
        "command is replaced", () -> Child.told(new ProcessBuilder("no").command("echo", "x")));
    cases.of("one builder twice", Commands::twice);
    cases.of("list that cannot be changed", () -> Child.told(new ProcessBuilder(List.of("echo"))));
  }

  private static String changedAfterwards() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("echo"));
    ProcessBuilder builder = new ProcessBuilder(command);
    command.add("added");
    builder.command().add("too");
    return Child.told(builder) + builder.command();
  }

  private static String twice() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("echo", "again");
    return Child.told(builder) + Child.told(builder);
  }

  private static void missing(Cases cases) {
    Path nothing = cases.folder().resolve("nothing");
    cases.of("missing program", () -> new ProcessBuilder(nothing.toString()).start());
    cases.of("missing in PATH", () -> new ProcessBuilder("no-such-program").start());
    cases.of("empty program", () -> new ProcessBuilder("").start());
    cases.of("missing in a folder", () -> new ProcessBuilder("./nothing", "x").start());
    cases.of("missing folder below a file", () -> new ProcessBuilder("/dev/null/x").start());
  }

  private static void notPrograms(Cases cases) {
    Path folder = cases.folder();
    cases.of("folder as program", () -> new ProcessBuilder(folder.toString()).start());
    cases.of("no right to run", () -> run(folder, "plain", "echo x", "rw-------"));
    cases.of("script without #!", () -> run(folder, "bare", "echo bare $1", "rwx------"));
    cases.of("script", () -> run(folder, "script", "#!/bin/sh\necho script $1", "rwx------"));
    cases.of("missing interpreter", () -> run(folder, "lost", "#!/no/such\n", "rwx------"));
    cases.of("broken program", () -> run(folder, "broken", "\177ELF\0\0", "rwx------"));
    cases.of("program that is being written", () -> busy(folder.resolve("busy")));
    cases.of("link to itself", () -> loop(folder.resolve("loop")));
  }

  private static String run(Path folder, String name, String content, String rights)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    return Child.told(new ProcessBuilder(file.toString(), "word"));
  }

  private static String busy(Path file) throws IOException, InterruptedException {
    Files.copy(Path.of("/bin/true"), file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    try (OutputStream writer = Files.newOutputStream(file)) {
      writer.flush();
      return Child.told(new ProcessBuilder(file.toString()));
    }
  }

  private static String loop(Path link) throws IOException, InterruptedException {
    Files.createSymbolicLink(link, link);
    return Child.told(new ProcessBuilder(link.toString()));
  }

  private static void tooLong(Cases cases) {
    cases.of("name too long", () -> new ProcessBuilder("/" + "n".repeat(300)).start());
    cases.of("path too long", () -> new ProcessBuilder("/n".repeat(2100)).start());
    cases.of("argument too long", () -> start("a".repeat(200_000)));
    cases.of("argument just fits", () -> Child.told(Child.shell(": " + "a".repeat(131_000))));
  }

  private static Process start(String argument) throws IOException {
    return new ProcessBuilder("/bin/true", argument).start();
  }
}
