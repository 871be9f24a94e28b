// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can write to a log can write into the report: as text, and as nothing else. */
final class HtmlReportHostileIT {
  private static final String MARK = "document.documentElement.dataset.harmed='yes'";

  private static final List<String> HOSTILE =
      List.of(
          "<script>" + MARK + "</script>",
          "</script><script>" + MARK + "</script>",
          "<!--<script>",
          "]]></style><img src=x onerror=" + MARK + ">",
          "\"'><svg onload=" + MARK + ">",
          "{{data}}$&${" + MARK + "}",
          "javascript:" + MARK,
          "line\u2028separator\u2029paragraph",
          "\u202egnp.exe\u2066\u200b\u0000\u0007\u001b[31m",
          "__proto__",
          "constructor",
          "\ud800 alone");

  @TempDir private static Path folder;

  private static Chromium chromium;
  private static Path report;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    chromium = new Chromium();
    Path log = folder.resolve("hostile<img src=x onerror=alert(1)>.jsonl");
    Files.writeString(log, "");
    int n = 0;
    for (String text : HOSTILE) {
      Files.writeString(log, hostile(text, n++), StandardOpenOption.APPEND);
    }
    report = Chromium.report(log);
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  /** Each text of the line that the one who is observed can choose. */
  private static String hostile(String text, int n) throws IOException {
    ObjectMapper mapper =
        new ObjectMapper(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());
    ObjectNode line =
        (ObjectNode) mapper.readTree(MadeLog.spawn(n, 4711, n, "a.B.c:1", "x", 1200L << 20));
    line.put("command", text).put("call", text).put("thread", text);
    line.withObject("/process").put("name", text);
    line.withObject("/cgroup").put("path", text);
    line.withArray("/native_stack").add(text);
    line.withObject("/jvm").put("thread", text).withArray("stack").removeAll().add("a.B.c:" + text);
    ObjectNode reason = (ObjectNode) line.at("/risk/reasons/0");
    reason.put("source", text);
    ((ArrayNode) line.at("/risk/reasons")).add(reason.deepCopy().put("code", text));
    line.put("errno", 12).put("error", text).remove("child_pid");
    return mapper.writeValueAsString(line) + "\n";
  }

  @Test
  void showsHostileTextAsTextAndRunsNoneOfIt() {
    Page page = chromium.open(report);
    page.locator("summary").all().forEach(Locator::click);
    page.locator("button.open").all().forEach(Locator::click);

    assertThat(page.locator("html").getAttribute("data-harmed")).isNull();
    assertThat(page.locator("body img, body iframe, svg[onload]").count()).isZero();
    assertThat(page.locator("script").count()).isEqualTo(3);
    assertThat(page.locator("#sites tbody tr:not(.detail)").count()).isEqualTo(HOSTILE.size());
    assertThat(page.locator("#sites").innerText())
        .contains("a.B.c:<script>" + MARK + "</script>")
        .contains("a.B.c:</script><script>" + MARK + "</script>")
        .contains("a.B.c:{{data}}$&${" + MARK + "}");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void showsWhatWouldLeadTheEyeAstray() {
    Page page = chromium.open(report);

    page.locator("summary").all().forEach(Locator::click);
    page.locator("button.open").all().forEach(Locator::click);

    assertThat(page.locator("#sites").innerText())
        .contains("a.B.c:\\u202egnp.exe\\u2066\\u200b\\u0000\\u0007\\u001b[31m")
        .contains("a.B.c:line\\u2028separator\\u2029paragraph");
    assertThat(page.content())
        .doesNotContainPattern("[\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]");
  }

  /** Were a text to slip through, it could still do nothing. */
  @Test
  void letsNoScriptRunThatIsNotItsOwn() {
    Page page = chromium.open(report);

    page.evaluate(
        "mark => { const one = document.createElement('script'); one.textContent = mark;"
            + " document.body.append(one); const img = document.createElement('div');"
            + " img.innerHTML = '<img src=https://example.invalid/x onerror=\"' + mark + '\">';"
            + " document.body.append(img); }",
        MARK);
    Object fetched =
        page.evaluate("() => fetch('https://example.invalid/').then(() => 'yes', () => 'no')");

    assertThat(fetched).isEqualTo("no");
    assertThat(page.locator("html").getAttribute("data-harmed")).isNull();
    assertThat(chromium.complaints())
        .isNotEmpty()
        .allMatch(one -> one.contains("Content Security Policy") || one.contains("asks for"));
    chromium.complaints().clear();
  }
}
