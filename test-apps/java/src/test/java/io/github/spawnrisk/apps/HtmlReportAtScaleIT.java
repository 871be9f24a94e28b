// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 100,000 spawns of 5,000 call sites, a fifth of them warned of. What makes a page stutter is how
 * much of it there is: so its nodes are counted, and not the seconds of this machine.
 */
final class HtmlReportAtScaleIT {
  private static final int SPAWNS = 100_000;
  private static final int SITES = 5_000;
  private static final int MOST_NODES = 6_000;

  @TempDir private static Path folder;

  private static Chromium chromium;
  private static Page page;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    chromium = new Chromium();
    page = chromium.open(Chromium.report(MadeLog.large(folder, SPAWNS, SITES)));
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  private static int nodes() {
    return (Integer) page.evaluate("() => document.getElementsByTagName('*').length");
  }

  @Test
  void hasFewNodesWhateverIsDoneWithIt() {
    assertThat(page.locator("header").innerText()).contains("100,000 spawns from 5,000 call sites");
    assertThat(nodes()).as("as it is opened").isLessThan(MOST_NODES);

    page.locator("#sites th:has-text('Call site') button").click();
    page.locator("#sites button:has-text('Next page')").click();
    page.locator("#sites button.open").first().click();
    assertThat(nodes()).as("sorted, turned and opened").isLessThan(MOST_NODES);

    page.locator("#sites input[type=search]").fill("Job499");
    assertThat(page.locator("#sites [role=status]").innerText())
        .isEqualTo("1 to 11 of 11 (of 5,000 in all)");
    page.locator("#flame input[value=stall_ns]").check();
    page.locator("summary").all().forEach(summary -> summary.click());
    assertThat(nodes()).as("with all tables open").isLessThan(MOST_NODES);
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void showsTheWorstOfTheWarnedSpawnsAndSaysSo() {
    assertThat(page.locator("#timeline").innerText())
        .contains("20,000 spawns were warned of; the chart and the table have 2,048 entries");
  }

  @Test
  void showsTheHeaviestStacksAndSaysWhatIsLeftOut() {
    assertThat(page.locator("#flame").innerText())
        .containsPattern("[0-9,]+ stacks of [0-9,]+ spawns are left out");
  }
}
