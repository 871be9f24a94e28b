// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.options.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class OptionsCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("spawnrisk.root"));

  @Test
  void listsEachOptionWithDefaultAndMeaningInEightyColumns() {
    String list = Invocation.of("options").out();

    assertThat(Setting.values())
        .allSatisfy(setting -> assertThat(list).contains(setting.variable()));
    assertThat(list).contains("weave, -Dspawnrisk.weave=..., SPAWNRISK_WEAVE\n");
    assertThat(list).contains("    background|eager (default: background)\n");
    assertThat(list.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void isWhatTheDocumentationHas() throws Exception {
    assertThat(Files.readString(ROOT.resolve("docs/options.md")))
        .contains(Invocation.of("options", "--markdown").out());
  }

  @Test
  void theDocumentationHasThePatternsOfSecrets() throws Exception {
    String source = Files.readString(ROOT.resolve("native/src/event/secrets.c"));
    String usual = source.substring(source.indexOf("usual[] ="));

    String patterns =
        Pattern.compile("\"(.*)\"")
            .matcher(usual.substring(0, usual.indexOf(";\n")))
            .results()
            .map(part -> part.group(1))
            .collect(Collectors.joining());

    assertThat(patterns).contains("*passw*");
    assertThat(Files.readString(ROOT.resolve("docs/options.md"))).contains("\n" + patterns + "\n");
  }

  @Test
  void listsTheVariablesThatTheLibraryKnows() throws Exception {
    String header = Files.readString(ROOT.resolve("native/src/host/options.h"));
    List<String> names =
        Pattern.compile("NAME\\(\"(\\w+)\"\\)")
            .matcher(header)
            .results()
            .map(name -> "SPAWNRISK_" + name.group(1))
            .toList();

    assertThat(Arrays.stream(Setting.values()).map(Setting::variable))
        .containsExactlyInAnyOrderElementsOf(names);
  }
}
