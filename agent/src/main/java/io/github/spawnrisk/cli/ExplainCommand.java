// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.options.Nearest;
import io.github.spawnrisk.render.ReasonPages;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a code means. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints what a finding's code means, where its numbers are from, and what to do about",
      "it: its section of docs/reasons.md. Without a code it lists them."
    },
    footer = {
      "",
      "Examples:",
      "  spawnrisk explain",
      "  spawnrisk explain OOM_POSSIBLE",
      "  spawnrisk explain fork_stall no_exec"
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "CODE", description = "Codes, in any case.")
  private List<String> codes = List.of();

  @Override
  public Integer call() {
    ReasonPages pages = ReasonPages.read();
    List<String> known = pages.codes();
    List<String> wanted = codes.stream().map(code -> code.toUpperCase(Locale.ROOT)).toList();
    for (String code : wanted) {
      if (!known.contains(code)) {
        throw new ParameterException(
            spec.commandLine(),
            "no such code: '" + code + "' (did you mean '" + Nearest.to(code, known) + "'?)");
      }
    }
    String text =
        wanted.isEmpty()
            ? pages.list()
            : String.join("\n", wanted.stream().map(pages::page).toList());
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
