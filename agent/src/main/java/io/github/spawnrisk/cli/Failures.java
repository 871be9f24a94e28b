// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.render.Printable;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** A failure is one lower-case line on standard error: who, what, where, what to do. */
final class Failures {
  static final int DATA = 1;
  static final int USAGE = 2;
  static final int ATTACH = 4;

  private Failures() {}

  static void say(CommandSpec spec, String what) {
    String who = spec.qualifiedName(": ");
    spec.commandLine().getErr().println(who + ": " + Printable.escape(what));
    spec.commandLine().getErr().flush();
  }

  static int usage(ParameterException failure, String[] arguments) {
    ParameterException wrong = unknownOption(failure);
    CommandSpec spec = wrong.getCommandLine().getCommandSpec();
    say(
        spec,
        lowerCase(wrong.getMessage())
            + nearest(wrong)
            + "; see '"
            + spec.qualifiedName()
            + " --help'");
    return USAGE;
  }

  /** A mistyped option that leaves a parameter missing is the cause, the parameter is not. */
  private static ParameterException unknownOption(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    List<String> unmatched = command.getUnmatchedArguments();
    return failure instanceof MissingParameterException && !unmatched.isEmpty()
        ? new UnmatchedArgumentException(command, unmatched)
        : failure;
  }

  private static String nearest(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      return suggestions.isEmpty() ? "" : " (did you mean '" + suggestions.get(0) + "'?)";
    }
    return "";
  }

  static int internal(Exception failure, CommandLine command, ParseResult parsed) {
    say(command.getCommandSpec(), "internal failure: " + failure);
    return DATA;
  }

  /** Thrown where the call sites of all files together are too many for the heap. */
  static int outOfMemory(CommandSpec spec) {
    say(
        spec,
        "out of memory: the events have too many different call sites; report on fewer files, or"
            + " allow more with JAVA_TOOL_OPTIONS=-Xmx...");
    return DATA;
  }

  /** Why a file could not be read or written, without the file's name. */
  static String why(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static String lowerCase(String message) {
    return message.isEmpty()
        ? message
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
