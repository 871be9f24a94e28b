// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HTML report as its reader has it: in a browser, by keyboard, in light and dark. */
final class HtmlReportIT {
  @TempDir private static Path folder;

  private static Chromium chromium;
  private static Path report;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    chromium = new Chromium();
    report = Chromium.report(MadeLog.small(folder));
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  /** Each test is one of this too. */
  @AfterEach
  void asksNobodyForAnythingAndHasNoError() {
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void beginsWithTheVerdict() {
    Page page = chromium.open(report);

    assertThat(page.locator("header").innerText().lines())
        .filteredOn(line -> !line.isBlank())
        .startsWith(
            "Spawn risk report",
            "AT RISK (warning): 1 of 3 call sites can hurt the service,"
                + " com.acme.images.Thumbnails.render:88.");
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void isAccessibleWithAllOfItOpen(ColorScheme scheme) {
    Page page = chromium.open(report, scheme);
    page.locator("summary").all().forEach(Locator::click);
    page.locator("button.open").all().forEach(Locator::click);

    AxeResults results = new AxeBuilder(page).analyze();

    assertThat(results.getViolations())
        .extracting(rule -> rule.getId() + rule.getNodes())
        .isEmpty();
    assertThat(results.getPasses()).hasSizeGreaterThan(20);
  }

  @Test
  void opensACallSiteByKeyboard() {
    Page page = chromium.open(report);

    page.locator("#sites input[type=search]").focus();
    page.keyboard().type("redis");
    assertThat(page.locator("#sites tbody tr").count()).isEqualTo(1);
    page.keyboard().press("Control+A");
    page.keyboard().type("thumb OOM");
    tabTo(page, "#sites button.open");
    page.keyboard().press("Enter");

    Locator opener = page.locator("#sites button.open");
    assertThat(opener.getAttribute("aria-expanded")).isEqualTo("true");
    assertThat(page.locator("#" + opener.getAttribute("aria-controls")).innerText())
        .contains("OOM_POSSIBLE")
        .contains("need")
        .contains("What to do")
        .contains("Drop -Djdk.lang.Process.launchMechanism=FORK")
        .contains("at com.acme.images.Thumbnails.render:88");
    page.keyboard().press("Enter");
    assertThat(opener.getAttribute("aria-expanded")).isEqualTo("false");
    assertThat(page.locator("#sites tr.detail").count()).isZero();
  }

  @Test
  void sortsCallSitesByKeyboard() {
    Page page = chromium.open(report);
    Locator head = page.locator("#sites th:has-text('Spawns')");
    assertThat(head.getAttribute("aria-sort")).isEqualTo("none");

    head.locator("button").focus();
    page.keyboard().press("Enter");
    assertThat(head.getAttribute("aria-sort")).isEqualTo("descending");
    assertThat(column(page, 6)).containsExactly("60", "60", "3");
    page.keyboard().press("Enter");

    assertThat(head.getAttribute("aria-sort")).isEqualTo("ascending");
    assertThat(column(page, 6)).containsExactly("3", "60", "60");
  }

  @Test
  void readsChartsByKeyboard() {
    Page page = chromium.open(report);
    Locator readout = page.locator("#timeline output");

    page.locator("#timeline .chart").focus();
    page.keyboard().press("End");
    String last = readout.innerText();
    page.keyboard().press("Home");

    assertThat(readout.innerText())
        .startsWith("2026-01-31 12:00:00")
        .contains("copy exposure, the largest 700.0 MiB")
        .contains("headroom of the tightest memory cgroup 846.0 MiB (/kubepods/shop)");
    assertThat(last).startsWith("2026-01-31 12:00:29").contains("2 spawns, 1 warned");
  }

  @Test
  void walksTheFlameGraphByKeyboardAndWeighsItInThreeWays() {
    Page page = chromium.open(report);
    Locator readout = page.locator("#flame output");
    assertThat(readout.innerText()).isEqualTo("all: 123 spawns, 100.0 %");

    page.locator("#flame .flame").focus();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowDown");
    assertThat(readout.innerText()).startsWith("java.lang.Thread.run:840: 60 spawns, 48.8 %");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("ArrowRight");
    assertThat(readout.innerText()).startsWith("nginx: 60 spawns");
    page.keyboard().press("Enter");
    assertThat(page.locator("#flame svg g").count()).isEqualTo(3);
    page.keyboard().press("Escape");

    page.locator("#flame input[value=spawns]").focus();
    page.keyboard().press("ArrowRight");
    assertThat(readout.innerText()).contains("of copy exposure").startsWith("all: 60.");
    page.keyboard().press("ArrowRight");
    assertThat(readout.innerText()).contains("of fork stall");
  }

  @Test
  void hasATableBehindEachChart() {
    Page page = chromium.open(report);

    page.locator("summary").all().forEach(Locator::click);

    assertThat(page.locator("caption").allInnerTexts())
        .contains(
            "Spawns that were warned of, the worst first",
            "Memory over time, in intervals of 256.0 ms",
            "Fork stall, in the buckets of the JSON report",
            "Exec window, in the buckets of the JSON report",
            "Stacks of spawns");
  }

  private static List<String> column(Page page, int number) {
    return page.locator("#sites tbody td:nth-child(" + number + ")").allInnerTexts();
  }

  /** By the keyboard alone, as its user does. */
  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      if ((Boolean)
          page.evaluate("selector => document.activeElement.matches(selector)", selector)) {
        return;
      }
    }
    throw new AssertionError("Tab does not reach " + selector);
  }
}
