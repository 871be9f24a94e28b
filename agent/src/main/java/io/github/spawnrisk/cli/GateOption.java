// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.event.Level;
import io.github.spawnrisk.options.Nearest;
import io.github.spawnrisk.render.ReasonPages;
import io.github.spawnrisk.report.Gate;
import io.github.spawnrisk.report.PlaceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Has a pipeline stop: exit status 3 where a finding is as bad as the user says. */
final class GateOption {
  static final int STOPPED = 3;

  private static final String OF_SEVERAL_PROCESSES = "MECHANISM_CHANGED";

  @Option(
      names = "--fail-on",
      split = ",",
      paramLabel = "LEVEL|CODE",
      description =
          "Exit with status 3 where there is a finding of that level (notice, warning, critical)"
              + " or above, or of that code ('spawnrisk explain' lists them).")
  private List<String> failOn = List.of();

  /** Null where the user does not ask for one. */
  @Nullable Gate gate(CommandSpec spec) {
    if (failOn.isEmpty()) {
      return null;
    }
    List<String> levels = levels();
    List<String> codes = ReasonPages.read().codes();
    Level from = null;
    TreeSet<String> wanted = new TreeSet<>();
    for (String word : failOn) {
      String code = word.toUpperCase(Locale.ROOT);
      if (levels.contains(word.toLowerCase(Locale.ROOT))) {
        Level level = Level.valueOf(code);
        from = from == null || level.compareTo(from) < 0 ? level : from;
      } else if (code.equals(OF_SEVERAL_PROCESSES)) {
        throw new ParameterException(
            spec.commandLine(),
            "no pipeline is stopped by " + code + ", which is told of several processes");
      } else if (codes.contains(code)) {
        wanted.add(code);
      } else {
        throw unknown(spec, word, levels, codes);
      }
    }
    return new Gate(from, wanted);
  }

  private static List<String> levels() {
    List<String> levels = new ArrayList<>();
    for (Level level : Level.values()) {
      if (level != Level.NONE) {
        levels.add(level.label());
      }
    }
    return levels;
  }

  private static ParameterException unknown(
      CommandSpec spec, String word, List<String> levels, List<String> codes) {
    String level = Nearest.to(word, levels);
    String code = Nearest.to(word.toUpperCase(Locale.ROOT), codes);
    boolean isLevel =
        Nearest.distance(word, level) <= Nearest.distance(word.toUpperCase(Locale.ROOT), code);
    return new ParameterException(
        spec.commandLine(),
        "'"
            + word
            + "' is no level and no code (did you mean '"
            + (isLevel ? level : code)
            + "'?)");
  }

  /** Says in one line what stopped it; the exit status. */
  static int stopped(CommandSpec spec, int count, String code, PlaceKey place) {
    Failures.say(
        spec,
        "--fail-on: "
            + (count == 1 ? "1 finding" : count + " findings, the first")
            + (code.isEmpty() ? "" : " " + code)
            + " at "
            + place.label());
    return STOPPED;
  }
}
