// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.export.LivingMeasurer;
import io.github.spawnrisk.export.ReportFile;
import io.github.spawnrisk.library.InstalledLibrary;
import io.github.spawnrisk.library.LibraryException;
import io.github.spawnrisk.render.HtmlRenderer;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command with the library preloaded, and reports at its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs a command, watches its and its children's spawns, and reports at the end.",
    footer = {
      "",
      "The report goes to standard error and, as report.txt, report.json and report.html,",
      "into the folder with the events. The exit status is the command's own (128 + n for",
      "signal n), 127 where it cannot be started, 1 where the library cannot be used.",
      "",
      "TERM, HUP and USR1 are passed on to the command. QUIT and USR2 are not: the JVM",
      "that runs spawnrisk keeps them (send them to the command itself; QUIT from a",
      "terminal reaches it anyway). INT is left to the terminal, which sends it to both.",
      "",
      "Every 10 s the children that live on in their copy are measured from outside, at",
      "most 64 of them: what they had copied is in the report, also of one that is killed.",
      "",
      "Examples:",
      "  spawnrisk run -- redis-server --save 60 1",
      "  spawnrisk run -o /var/tmp/spawns -- java -jar service.jar"
    })
final class RunCommand implements Callable<Integer> {
  private static final int CANNOT_START = 127;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder for events and report; default: a new one here, named spawnrisk-TIME-PID.")
  private @Nullable Path output;

  @Option(
      names = "--native",
      paramLabel = "FILE",
      description = "libspawnrisk.so to preload instead of the one in the jar.")
  private @Nullable Path library;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "What to run; after '--'.")
  private List<String> command;

  private final FollowedRun followed;

  RunCommand() {
    this(new FollowedRun(LivingMeasurer.INTERVAL));
  }

  RunCommand(FollowedRun followed) {
    this.followed = followed;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Path preload =
          library == null ? installed() : InstalledLibrary.check(library.toAbsolutePath());
      RunFolder folder = output == null ? RunFolder.fresh() : RunFolder.given(output);
      return run(new PreloadedCommand(command, preload, folder.path()), folder);
    } catch (LibraryException unusable) {
      Failures.say(spec, unusable.getMessage());
    } catch (IOException failure) {
      Failures.say(spec, "cannot use the output folder: " + Failures.why(failure));
    }
    return Failures.DATA;
  }

  private static Path installed() throws LibraryException {
    return InstalledLibrary.check(InstalledLibrary.install(Version.number(), System.getenv()));
  }

  private int run(PreloadedCommand preloaded, RunFolder folder)
      throws InterruptedException, IOException {
    int status;
    try {
      status = followed.waitFor(preloaded.start(), folder.path());
    } catch (IOException notStarted) {
      folder.removeIfEmpty();
      Failures.say(spec, "cannot start '" + command.get(0) + "': " + reason(notStarted));
      return CANNOT_START;
    }
    try {
      report(folder.path());
    } catch (OutOfMemoryError tooMany) {
      Failures.outOfMemory(spec);
    }
    return status;
  }

  /**
   * Says "... error=2, No such file" up to some JDK, "... error: 2 (No such file) " from then on.
   */
  private static String reason(IOException notStarted) {
    return String.valueOf(notStarted.getMessage())
        .replaceFirst("^.*error[=:] ?\\d+,? ", "")
        .replaceFirst("^\\((.*)\\)\\s*$", "$1")
        .toLowerCase(Locale.ROOT);
  }

  private void report(Path folder) {
    Report report;
    List<String> problems;
    boolean anyRead;
    try (EventFiles files = new EventFiles().with(followed.copies()).readAnyIn(folder)) {
      report = files.report();
      problems = files.problems(report);
      anyRead = files.anyRead();
    }
    String text = TextRenderer.render(report);
    spec.commandLine().getErr().print(text);
    problems.forEach(problem -> Failures.say(spec, problem));
    Set<String> earlier = new LinkedHashSet<>(followed.problems());
    problems.forEach(earlier::remove);
    earlier.forEach(problem -> Failures.say(spec, "while the command ran: " + problem));
    if (!anyRead) {
      Failures.say(spec, "no spawn was seen; static and set-user-ID programs are never seen");
    }
    write(folder.resolve("report.txt"), out -> out.write(text));
    write(folder.resolve("report.json"), out -> JsonRenderer.write(report, out));
    write(folder.resolve("report.html"), out -> HtmlRenderer.write(report, out));
    Failures.say(spec, "events and report are in '" + folder + "'");
  }

  /** The report was shown already, and the exit status stays the command's. */
  private void write(Path file, ReportFile.Content content) {
    try {
      ReportFile.write(file.toString(), content);
    } catch (IOException failure) {
      Failures.say(spec, "cannot write '" + file + "': " + Failures.why(failure));
    }
  }
}
