// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.bridge.LibraryException;
import io.github.spawnrisk.bridge.NativeLibrary;
import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.render.AssessmentJson;
import io.github.spawnrisk.render.AssessmentText;
import io.github.spawnrisk.render.SurveyTable;
import io.github.spawnrisk.report.Survey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks what would happen if processes made a child now. */
@Command(
    name = "assess",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Says what would happen if a process forked now: the risk, why, what to do, and",
      "which limit it would hit first. Nothing is attached to, and nothing changed."
    },
    footer = {
      "",
      "Of other users' processes less can be read, and it says what. The exit status is",
      "1 where there is no such process or cgroup.",
      "",
      "Examples:",
      "  spawnrisk assess 4711",
      "  spawnrisk assess --all",
      "  spawnrisk assess --json --cgroup /system.slice/redis.service | jq .level"
    })
final class AssessCommand implements Callable<Integer> {
  private static final Set<String> CALLS = Set.of("fork", "vfork", "posix_spawn");

  @Spec private CommandSpec spec;

  @Option(names = "--all", description = "All processes, in a table, the most hazardous first.")
  private boolean all;

  @Option(
      names = "--cgroup",
      paramLabel = "PATH",
      description =
          "The processes of a cgroup and of those below it; as in /proc/PID/cgroup, or its"
              + " folder.")
  private @Nullable String cgroup;

  @Option(
      names = "--mechanism",
      paramLabel = "CALL",
      defaultValue = "fork",
      description = "fork (the default), vfork or posix_spawn.")
  private String call;

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  @Option(
      names = "--native",
      paramLabel = "FILE",
      description = "libspawnrisk.so to ask instead of the one in the jar.")
  private @Nullable String library;

  @Parameters(arity = "0..1", paramLabel = "PID", description = "A process's number.")
  private @Nullable String process;

  @Override
  public Integer call() {
    int named = (all ? 1 : 0) + (cgroup == null ? 0 : 1) + (process == null ? 0 : 1);
    if (named != 1) {
      throw usage("name one of PID, --all and --cgroup");
    }
    if (!CALLS.contains(call)) {
      throw usage("--mechanism '" + call + "' is none of fork, vfork and posix_spawn");
    }
    int pid = process == null ? 0 : pid(process);
    try {
      NativeLibrary.load(library);
      return process == null ? many() : one(pid);
    } catch (LibraryException | AssessmentException failure) {
      Failures.say(spec, failure.getMessage());
      return Failures.DATA;
    }
  }

  private int one(int pid) throws AssessmentException {
    Assessment assessment = new Assessor(call).assess(pid);
    return print(
        json
            ? AssessmentJson.render(
                new Survey(
                    call, assessment.attempt().time(), List.of(assessment), null, new TreeMap<>()))
            : AssessmentText.render(assessment));
  }

  private int many() throws AssessmentException {
    List<Integer> pids = cgroup == null ? Candidates.all() : new CgroupProcesses(cgroup).pids();
    Survey survey = new Assessor(call).survey(pids);
    return print(json ? AssessmentJson.render(survey) : SurveyTable.render(survey));
  }

  private int print(String text) {
    Optional<String> problem = Output.write(spec, out -> out.write(text));
    problem.ifPresent(what -> Failures.say(spec, what));
    return problem.isPresent() ? Failures.DATA : ExitCode.OK;
  }

  private int pid(String text) {
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw usage("'" + text + "' is no process's number");
    }
    return Integer.parseInt(text);
  }

  private ParameterException usage(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
