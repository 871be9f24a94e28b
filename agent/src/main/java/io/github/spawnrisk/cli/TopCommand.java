// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.NativeLibrary;
import io.github.spawnrisk.render.TopScreen;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a running process again and again. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows a running process until q is pressed: what is left of each limit if it forked",
      "now and, where it is observed, its spawns a second and its worst call sites."
    },
    footer = {
      "",
      "The process is not attached to: /proc and its log are read. The log is the one that",
      "it was started with, by SPAWNRISK_LOG or its agent's options; --log names another,",
      "such as that of 'spawnrisk attach'. Without one only the limits are shown.",
      "",
      "Examples:",
      "  spawnrisk top 4711",
      "  spawnrisk top --log /var/log/spawnrisk 4711",
      "  spawnrisk top --batch -n 60 4711 > minute.txt"
    })
final class TopCommand implements Callable<Integer> {
  private static final int BATCH_WIDTH = 80;
  private static final double LONGEST_DELAY = 3600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--log",
      paramLabel = "PATH",
      description = "The log to follow, or its folder, instead of what the process tells.")
  private @Nullable Path log;

  @Option(
      names = {"-d", "--delay"},
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "How long from one look to the next; 1 if not given.")
  private double delay;

  @Option(
      names = {"-b", "--batch"},
      description = "Print one look below the other, for a file or a pipe.")
  private boolean batch;

  @Option(
      names = {"-n", "--iterations"},
      paramLabel = "N",
      defaultValue = "0",
      description = "End after so many looks.")
  private int looks;

  @Option(
      names = "--native",
      paramLabel = "FILE",
      description = "libspawnrisk.so to ask instead of the one in the jar.")
  private @Nullable String library;

  @Parameters(paramLabel = "PID", description = "The process's number.")
  private String process;

  @Override
  public Integer call() throws InterruptedException {
    int pid = pid();
    if (!(delay >= 0.1 && delay <= LONGEST_DELAY)) {
      throw usage("--delay " + delay + " is not from 0.1 to 3600 seconds");
    }
    if (looks < 0) {
      throw usage("--iterations " + looks + " is below 0");
    }
    if (!batch && !Screen.isThere(System.getenv("TERM"))) {
      throw usage("standard output is no terminal to draw on; give --batch");
    }
    try {
      NativeLibrary.load(library);
      Watched watched = new Watched(pid, log);
      watched.look();
      return batch ? print(watched) : show(watched);
    } catch (LibraryException | AssessmentException failure) {
      Failures.say(spec, failure.getMessage());
    } catch (IOException failure) {
      Failures.say(spec, "cannot use the terminal: " + Failures.why(failure));
    }
    return Failures.DATA;
  }

  private int show(Watched watched) throws IOException, InterruptedException, AssessmentException {
    boolean colour = Terminal.wantsColours();
    String ended = null;
    PrintWriter out = spec.commandLine().getOut();
    try (Screen screen = Screen.open(out, out::flush)) {
      for (int look = 1; ended == null; look++) {
        screen.draw(TopScreen.render(watched.view(), screen.columns(), screen.rows(), colour));
        if (look == looks || screen.isLeft(delay)) {
          return ExitCode.OK;
        }
        ended = watched.look();
      }
    }
    Failures.say(spec, ended);
    return ExitCode.OK;
  }

  private int print(Watched watched) throws InterruptedException, AssessmentException {
    PrintWriter out = spec.commandLine().getOut();
    for (int look = 1; ; look++) {
      TopScreen.render(watched.view(), BATCH_WIDTH, Integer.MAX_VALUE, false).forEach(out::println);
      out.println();
      if (out.checkError() || look == looks) {
        return ExitCode.OK;
      }
      Thread.sleep((long) (delay * 1000));
      String ended = watched.look();
      if (ended != null) {
        Failures.say(spec, ended);
        return ExitCode.OK;
      }
    }
  }

  private int pid() {
    if (!process.matches("[0-9]{1,9}") || Integer.parseInt(process) == 0) {
      throw usage("'" + process + "' is no process's number");
    }
    return Integer.parseInt(process);
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
