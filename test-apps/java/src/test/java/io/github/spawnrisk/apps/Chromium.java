// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The machine's own Chromium, without a window; it opens reports and notes what they do. */
final class Chromium implements AutoCloseable {
  private static final int WIDTH = 1200;

  private final Playwright playwright;
  private final Browser browser;

  /** Requests but for the report itself, and what was said of errors. */
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Chromium() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("FONTCONFIG_FILE", resource("fonts.conf").toString());
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setEnv(environment)
                    // The tests run as root, for whom Chromium has no sandbox.
                    .setArgs(
                        List.of("--no-sandbox", "--disable-gpu", "--font-render-hinting=none")));
  }

  static Path resource(String name) {
    return Path.of(System.getProperty("spawnrisk.root"))
        .toAbsolutePath()
        .normalize()
        .resolve("test-apps/java/src/test/resources/html-report")
        .resolve(name);
  }

  /** Makes the HTML report of the log, beside it. */
  static Path report(Path log) throws IOException, InterruptedException {
    Path html = log.resolveSibling(log.getFileName() + ".html");
    Jvm.Result result = new CommandLine().run("report", "--html", html.toString(), log.toString());
    if (result.status() != 0) {
      throw new IllegalStateException(result.err());
    }
    return html;
  }

  Page open(Path html) {
    return open(html, ColorScheme.LIGHT);
  }

  Page open(Path html, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(WIDTH, 900)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB")
                .setTimezoneId("Asia/Kolkata"));
    Page page = context.newPage();
    String address = html.toUri().toString();
    page.onRequest(request -> note(request, address));
    page.onConsoleMessage(this::note);
    page.onPageError(complaints::add);
    page.navigate(address);
    return page;
  }

  private void note(Request request, String address) {
    if (!request.url().equals(address) && !request.url().equals("data:,")) {
      complaints.add("asks for " + request.url());
    }
  }

  private void note(ConsoleMessage message) {
    complaints.add(message.type() + ": " + message.text());
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
