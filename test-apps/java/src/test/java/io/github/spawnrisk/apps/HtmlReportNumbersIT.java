// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers in the browser are those of the JSON report, to the last digit. */
final class HtmlReportNumbersIT {
  @TempDir private static Path folder;

  private static Chromium chromium;
  private static JsonNode json;
  private static Page page;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    chromium = new Chromium();
    Path log = MadeLog.small(folder);
    page = chromium.open(Chromium.report(log));
    json =
        new ObjectMapper()
            .readTree(new CommandLine().run("report", "--json", log.toString()).out());
    page.locator("summary").all().forEach(Locator::click);
    page.locator("button.open").all().forEach(Locator::click);
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  @Test
  void ofCallSitesAreThoseOfJson() {
    List<List<Long>> expected = new ArrayList<>();
    int rank = 1;
    for (JsonNode site : json.path("call_sites")) {
      expected.add(
          numbers(
              new JsonNode[] {
                site.path("spawns"),
                site.at("/duration_ns/max"),
                site.at("/worst/copy_exposure"),
                site.at("/worst/headroom")
              },
              rank++,
              0));
    }

    assertThat(
            page.locator("#sites tbody tr:not(.detail)").all().stream()
                .map(HtmlReportNumbersIT::numbers)
                .toList())
        .isEqualTo(expected);
  }

  @Test
  void ofTheTimelineAreThoseOfJson() {
    List<Long> expected = new ArrayList<>();
    for (JsonNode interval : json.at("/timeline/intervals")) {
      expected.add(interval.path("spawns").asLong());
      expected.add(interval.path("failures").asLong());
      expected.add(interval.path("warned").asLong());
      expected.add(interval.path("max_commit_charge").asLong());
      if (interval.has("max_copy_exposure")) {
        expected.add(interval.path("max_copy_exposure").asLong());
      }
      interval.path("headroom").forEach(limit -> expected.add(limit.path("min").asLong()));
    }

    List<Long> shown =
        rows(page.locator("#timeline .table").last()).stream().flatMap(List::stream).toList();
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void ofWarnedSpawnsAreThoseOfJson() {
    List<List<Long>> expected = new ArrayList<>();
    for (JsonNode spawn : json.at("/timeline/worst")) {
      expected.add(
          List.of(
              spawn.path("need").asLong(),
              spawn.path("have").asLong(),
              spawn.path("copy_exposure").asLong(),
              spawn.path("commit_charge").asLong(),
              spawn.path("headroom").asLong(),
              spawn.path("pid").asLong()));
    }

    assertThat(expected).hasSize(json.at("/timeline/warned").asInt()).isNotEmpty();
    assertThat(rows(page.locator("#timeline .table").first())).isEqualTo(expected);
  }

  @Test
  void ofHistogramsAreThoseOfJson() {
    for (String name : List.of("fork_stall_ns", "exec_window_ns")) {
      JsonNode durations = json.path(name);
      Locator figure = page.locator("#durations figure").nth(name.startsWith("fork") ? 0 : 1);

      assertThat(numbers(figure.locator(".summary")))
          .as(name)
          .isEqualTo(
              numbers(
                  new JsonNode[] {
                    durations.path("count"),
                    durations.path("mean"),
                    durations.path("p50"),
                    durations.path("p90"),
                    durations.path("p99"),
                    durations.path("max")
                  }));
      assertThat(numbers(figure.locator("tbody")))
          .as(name)
          .isEqualTo(
              StreamSupport.stream(durations.path("histogram").spliterator(), false)
                  .flatMap(
                      bucket -> List.of(bucket.get(0).asLong(), bucket.get(1).asLong()).stream())
                  .toList());
    }
  }

  @Test
  void ofStacksAreThoseOfJson() {
    List<List<Long>> expected = new ArrayList<>();
    for (JsonNode site : json.path("call_sites")) {
      for (JsonNode stack : site.path("stacks")) {
        expected.add(
            List.of(
                stack.path("spawns").asLong(),
                stack.path("copy_exposure").asLong(),
                stack.path("stall_ns").asLong()));
      }
    }

    assertThat(rows(page.locator("#flame .table"))).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Words, arithmetic and remedies are not the page's own either. */
  @Test
  void ofReasonsComeWithTheWordsOfJson() {
    JsonNode reason = json.at("/call_sites/0/reasons/0");

    String detail = page.locator("#sites tr.detail").first().innerText();

    assertThat(detail).contains(reason.path("summary").asText());
    assertThat(detail).contains(reason.path("explanation").asText());
    assertThat(detail).contains(reason.path("need_text").asText());
    assertThat(detail).contains(reason.path("have_text").asText());
    for (JsonNode remedy : reason.path("remedies")) {
      assertThat(detail).contains(remedy.asText());
    }
  }

  /** As a human reads them they are those of the text report. */
  @Test
  void areWrittenAsTheTextReportWritesThem() {
    List<String> expected = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (Locator number : page.locator("#timeline td data").all()) {
      long bytes = Long.parseLong(Objects.requireNonNull(number.getAttribute("value")));
      if (number.innerText().endsWith("iB")) {
        shown.add(number.innerText());
        expected.add(bytes(bytes));
      }
    }

    assertThat(shown).hasSizeGreaterThan(100).isEqualTo(expected);
  }

  /** Of all pages of a table. */
  private static List<List<Long>> rows(Locator table) {
    List<List<Long>> all = new ArrayList<>();
    Locator next = table.locator("button:has-text('Next page')");
    while (true) {
      table.locator("tbody tr").all().forEach(row -> all.add(numbers(row)));
      if (next.isDisabled()) {
        return all;
      }
      next.click();
    }
  }

  private static String bytes(long bytes) {
    return bytes >= 1 << 30
        ? String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1 << 30))
        : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / (1 << 20));
  }

  private static List<Long> numbers(Locator place) {
    return place.locator("data").all().stream()
        .map(number -> Long.parseLong(Objects.requireNonNull(number.getAttribute("value"))))
        .toList();
  }

  /** Those before, where the site's rank is, and none failed. */
  private static List<Long> numbers(JsonNode[] nodes, long rank, long failed) {
    List<Long> all = new ArrayList<>(List.of(rank));
    all.addAll(numbers(nodes));
    all.add(2, failed);
    return all;
  }

  /** Without those that are not known. */
  private static List<Long> numbers(JsonNode[] nodes) {
    return List.of(nodes).stream()
        .filter(node -> !node.isMissingNode())
        .map(JsonNode::asLong)
        .toList();
  }
}
