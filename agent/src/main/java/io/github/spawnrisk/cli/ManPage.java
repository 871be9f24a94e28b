// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.options.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One page for all commands, by what they declare: in the macros of man(7), which all readers know.
 */
final class ManPage {
  /** Of the last change of note: readers want one, and a build has none that is always the same. */
  private static final String DATE = "2026-11-30";

  private static final String EXAMPLES = "Examples:";

  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** Ends with a newline. */
  static String of(CommandSpec root) {
    ManPage page = new ManPage();
    page.write(root);
    return page.page.toString();
  }

  private void write(CommandSpec root) {
    page.append(".TH SPAWNRISK 1 " + DATE + " spawnrisk \"User Commands\"\n");
    macro(".SH", "NAME");
    text("spawnrisk - " + lowerCase(String.join(" ", root.usageMessage().description())));
    macro(".SH", "SYNOPSIS");
    List<CommandSpec> commands =
        root.subcommands().values().stream().map(CommandLine::getCommandSpec).distinct().toList();
    for (int i = 0; i < commands.size(); i++) {
      if (i > 0) {
        macro(".br");
      }
      synopsis(commands.get(i));
    }
    macro(".SH", "COMMANDS");
    commands.forEach(this::command);
    macro(".SH", "EXIT STATUS");
    root.usageMessage()
        .exitCodeList()
        .forEach((status, meaning) -> tagged(escape(status), meaning));
    macro(".SH", "ENVIRONMENT");
    environment();
    macro(".SH", "EXAMPLES");
    footer(root);
    macro(".SH", "SEE ALSO");
    text("java(1), ld.so(8), proc(5), core(5)");
  }

  private void synopsis(CommandSpec command) {
    page.append("\\fB").append(escape(command.qualifiedName())).append("\\fR");
    if (!command.options().isEmpty()) {
      page.append(" [\\fIoptions\\fR]");
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      page.append(' ').append(operand(parameter));
    }
    page.append('\n');
  }

  private static String operand(PositionalParamSpec parameter) {
    String label = "\\fI" + escape(parameter.paramLabel()) + "\\fR";
    boolean isRepeated = parameter.arity().max() > 1 || parameter.index().isVariable();
    String many = isRepeated ? label + " ..." : label;
    return parameter.arity().min() == 0 ? "[" + many + "]" : many;
  }

  private void command(CommandSpec command) {
    macro(".SS", command.qualifiedName());
    text(String.join(" ", command.usageMessage().description()));
    for (OptionSpec option : command.options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        tagged(names(option), String.join(" ", option.description()));
      }
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      tagged(
          "\\fI" + escape(parameter.paramLabel()) + "\\fR",
          String.join(" ", parameter.description()));
    }
    footer(command);
  }

  private static String names(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> "\\fB" + escape(name) + "\\fR")
            .collect(Collectors.joining(", "));
    return takesNone(option) ? names : names + "=\\fI" + escape(option.paramLabel()) + "\\fR";
  }

  private static boolean takesNone(ArgSpec option) {
    return option.arity().max() == 0;
  }

  private void environment() {
    tagged(escape("NO_COLOR"), "Where it is not empty, nothing is coloured.");
    tagged(
        escape("JAVA_HOME"), "The runtime that the command line runs in, instead of the path's.");
    text(
        "Read by the agent and by the library, not by these commands; 'spawnrisk options' tells"
            + " more:");
    for (Setting setting : Setting.values()) {
      tagged(
          escape(setting.variable()),
          setting.choice() + ", by default: " + setting.byDefault() + ".");
    }
  }

  /** Prose, and behind it what is to be typed as it is. */
  private void footer(CommandSpec command) {
    List<String> lines = List.of(command.usageMessage().footer());
    int examples = lines.indexOf(EXAMPLES);
    List<String> prose = examples < 0 ? lines : lines.subList(0, examples);
    for (String paragraph : paragraphs(prose)) {
      macro(".PP");
      text(paragraph);
    }
    if (examples >= 0) {
      if (!prose.isEmpty() && command.parent() != null) {
        macro(".PP");
      }
      page.append(".nf\n");
      lines.subList(examples + 1, lines.size()).forEach(line -> text(line));
      page.append(".fi\n");
    }
  }

  private static List<String> paragraphs(List<String> lines) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines) {
      if (line.isEmpty() && paragraph.length() > 0) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      } else if (!line.isEmpty()) {
        paragraph.append(paragraph.length() == 0 ? "" : " ").append(line);
      }
    }
    if (paragraph.length() > 0) {
      paragraphs.add(paragraph.toString());
    }
    return paragraphs;
  }

  private void tagged(String roff, String words) {
    page.append(".TP\n").append(roff).append('\n');
    text(words);
  }

  private void macro(String name, String... arguments) {
    page.append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escape(argument)).append('"');
    }
    page.append('\n');
  }

  /** A line is long enough for a sentence; man(1) breaks it. */
  private void text(String words) {
    String escaped = escape(words);
    boolean looksLikeMacro = escaped.startsWith(".") || escaped.startsWith("'");
    page.append(looksLikeMacro ? "\\&" : "").append(escaped).append('\n');
  }

  /** A hyphen that is to be typed is no dash, and a quote is not a closing one. */
  private static String escape(String text) {
    return text.replace("%%", "%")
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("\"", "\\(dq")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
        .replace("`", "\\(ga");
  }

  private static String lowerCase(String sentence) {
    String begin = sentence.substring(0, 1).toLowerCase(Locale.ROOT);
    return begin + sentence.substring(1).replaceFirst("\\.$", "");
  }
}
