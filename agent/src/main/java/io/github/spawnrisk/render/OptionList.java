// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.options.Setting;

/** All options with default and meaning. */
public final class OptionList {
  private static final String INDENT = "    ";

  private OptionList() {}

  public static String text() {
    Page page = new Page();
    page.paragraph(
        "",
        "",
        "Agent options are given as -javaagent:spawnrisk.jar=key=value,... or to 'spawnrisk"
            + " attach'; they win over system properties, these over the environment, and that"
            + " over the file that the option config names. The library reads the environment"
            + " alone.");
    for (Setting setting : Setting.values()) {
      page.heading(names(setting));
      page.paragraph(INDENT, INDENT, setting.choice() + " (default: " + setting.byDefault() + ")");
      page.paragraph(INDENT, INDENT, setting.meaning());
    }
    return page.toString();
  }

  private static String names(Setting setting) {
    return setting.isAgents()
        ? setting.key() + ", -D" + setting.property() + "=..., " + setting.variable()
        : setting.variable();
  }

  /** The rows of the table in {@code docs/options.md}. */
  public static String markdown() {
    StringBuilder table = new StringBuilder();
    table.append("| agent option | environment | read by | values | default | meaning |\n");
    table.append("| --- | --- | --- | --- | --- | --- |\n");
    for (Setting setting : Setting.values()) {
      table
          .append(setting.isAgents() ? "| `" + setting.key() + "`" : "| ")
          .append(" | `" + setting.variable() + "`")
          .append(" | " + readers(setting))
          .append(" | " + setting.choice().replace("|", ", "))
          .append(" | " + setting.byDefault())
          .append(" | " + linked(setting.meaning()) + " |\n");
    }
    return table.toString();
  }

  private static String linked(String meaning) {
    return meaning.replace("*", "\\*").replaceAll("docs/([A-Za-z/-]+\\.md)", "[$1]($1)");
  }

  private static String readers(Setting setting) {
    if (!setting.isAgents()) {
      return "library";
    }
    return setting.isLibrarys() ? "agent, library" : "agent";
  }
}
