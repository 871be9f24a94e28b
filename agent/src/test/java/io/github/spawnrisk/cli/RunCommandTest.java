// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs real children with the library that was just built. */
final class RunCommandTest {
  private static final Path LIBRARY =
      Path.of(System.getProperty("spawnrisk.root"), "agent/target/native/libspawnrisk.so");

  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void nameAFolderThatIsNotThereYet() {
    output = folder.resolve("run");
  }

  private Invocation run(String... command) {
    Object[] arguments = new Object[command.length + 6];
    Object[] options = {"run", "--native", LIBRARY, "-o", output, "--"};
    System.arraycopy(options, 0, arguments, 0, options.length);
    System.arraycopy(command, 0, arguments, options.length, command.length);
    return Invocation.of(arguments);
  }

  @Test
  void reportsOnTheSpawnsOfTheCommand() throws IOException {
    Invocation invocation = run("bash", "-c", "(exit 3); exit 0");

    assertThat(invocation.status()).isZero();
    assertThat(invocation.err())
        .contains("1 spawn from 1 call site")
        .contains("bash: bash!make_child");
    assertThat(Files.readString(output.resolve("report.txt"))).contains("bash: bash!make_child");
    assertThat(Files.readString(output.resolve("report.json")))
        .contains("\"bash: bash!make_child\"");
  }

  @Test
  void letsNobodyElseReadTheReport() throws IOException {
    Files.createDirectory(output);

    run("bash", "-c", "(exit 3); exit 0");

    for (String report : List.of("report.txt", "report.json", "report.html")) {
      assertThat(Files.getPosixFilePermissions(output.resolve(report)))
          .containsExactlyInAnyOrderElementsOf(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void writesNoReportThroughALink() throws IOException {
    Path another = Files.writeString(folder.resolve("another"), "as it was");
    Files.createDirectory(output);
    Files.createSymbolicLink(output.resolve("report.txt"), another);

    Invocation invocation = run("bash", "-c", "(exit 3); exit 0");

    assertThat(invocation.status()).isZero();
    assertThat(invocation.err())
        .contains("bash: bash!make_child")
        .contains("cannot write")
        .contains("report.txt");
    assertThat(Files.readString(another)).isEqualTo("as it was");
  }

  @Test
  void printsNothingOfItsOwnOnStandardOutput() {
    assertThat(run("true").out()).isEmpty();
  }

  @Test
  void returnsTheCommandsStatus() {
    assertThat(run("sh", "-c", "exit 42").status()).isEqualTo(42);
  }

  @Test
  void returns128AndTheSignalThatEndedTheCommand() {
    assertThat(run("sh", "-c", "kill -9 $$").status()).isEqualTo(137);
  }

  @Test
  void saysInOneLineThatTheCommandCannotBeStarted() {
    Invocation invocation = run("/nonexistent/command");

    assertThat(invocation.status()).isEqualTo(127);
    assertThat(invocation.err())
        .isEqualTo(
            "spawnrisk: run: cannot start '/nonexistent/command': no such file or directory\n");
  }

  @Test
  void leavesNoFolderBehindOfACommandThatCannotBeStarted() {
    output = folder.resolve("deep/er");

    run("/nonexistent/command");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesAFolderAloneThatWasThereBefore() throws IOException {
    Files.createDirectory(output);

    run("/nonexistent/command");

    assertThat(output).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "USR1", "TERM"})
  void passesASignalOnAsWhatItIs(String signal) throws Exception {
    String script =
        "for s in HUP USR1 TERM; do trap \"echo got $s; exit 7\" $s; done;"
            + " echo ready; while :; do sleep 0.1; done";
    Process run =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--native",
                LIBRARY.toString(),
                "-o",
                output.toString(),
                "--",
                "sh",
                "-c",
                script)
            .redirectError(folder.resolve("stderr").toFile())
            .start();

    try (BufferedReader out = run.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      Thread.sleep(500); // the command may be ready before its signals are
      new ProcessBuilder("kill", "-" + signal, "" + run.pid()).start().waitFor();

      assertThat(out.readLine()).isEqualTo("got " + signal);
    }
    assertThat(run.waitFor()).isEqualTo(7);
    assertThat(output.resolve("report.txt")).exists();
  }

  @Test
  void refusesAFolderThatHoldsAnotherRunsEvents() {
    run("bash", "-c", "(exit 3); exit 0");

    Invocation second = run("true");

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).hasLineCount(1).contains("another run's events");
  }

  @Test
  void refusesAMissingLibraryInOneLine() {
    Invocation invocation =
        Invocation.of("run", "--native", folder.resolve("none.so"), "--", "true");

    assertThat(invocation.status()).isEqualTo(1);
    assertThat(invocation.err()).hasLineCount(1).contains("cannot read the library");
  }

  @Test
  void wantsACommand() {
    assertThat(Invocation.of("run").status()).isEqualTo(2);
  }

  @Test
  void putsTheLibraryBeforeOthersThatArePreloaded() {
    PreloadedCommand command =
        new PreloadedCommand(List.of("true"), Path.of("/x/libspawnrisk.so"), Path.of("/log"));

    assertThat(command.environment()).containsEntry("SPAWNRISK_LOG", "/log");
    assertThat(command.environment().get("LD_PRELOAD")).startsWith("/x/libspawnrisk.so");
  }

  @Test
  void handsOnTheFullPathOfTheLogForEachProgramRunsInAFolderOfItsOwn() {
    PreloadedCommand command =
        new PreloadedCommand(List.of("true"), Path.of("/x/libspawnrisk.so"), Path.of("log"));

    assertThat(Path.of(command.environment().get("SPAWNRISK_LOG")))
        .isAbsolute()
        .endsWithRaw(Path.of("log"));
  }
}
