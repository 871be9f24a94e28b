// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report as one HTML file that asks nobody for anything: its policy lets no other script run
 * than the one in it, no style apply, and no address be fetched.
 */
public final class HtmlRenderer {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final List<String> STYLES = List.of("uPlot.min.css", "report.css");

  /** In this order: later ones use what earlier ones define. */
  private static final List<String> SCRIPTS =
      List.of(
          "values.js",
          "table.js",
          "charts.js",
          "timeline.js",
          "histogram.js",
          "flame.js",
          "sites.js",
          "page.js");

  private HtmlRenderer() {}

  /** Of a live process, whose report is bounded. */
  public static String render(Report report) {
    StringWriter text = new StringWriter();
    try {
      write(report, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  public static void write(Report report, Writer out) throws IOException {
    String library = resource("uPlot.iife.min.js");
    String script = script();
    String style = String.join("\n", STYLES.stream().map(HtmlRenderer::resource).toList());
    String page = resource("report.html");
    Matcher place = PLACE.matcher(page);
    int from = 0;
    while (place.find()) {
      out.write(page, from, place.start() - from);
      switch (place.group(1)) {
        case "policy" -> out.write(policy(List.of(library, script), style));
        case "title" -> out.write(escape(Verdict.verdict(report)));
        case "level" -> out.write(report.level().label());
        case "seen" -> out.write(escape(Verdict.seen(report)));
        case "verdict" -> out.write(escape(Verdict.verdict(report)));
        case "caveats" -> out.write(paragraphs(Verdict.caveats(report)));
        case "completeness" -> out.write(items(CompletenessSection.entries(report.completeness())));
        case "style" -> out.write(style);
        case "library" -> out.write(library);
        case "script" -> out.write(script);
        case "data" -> HtmlData.write(report, out);
        default -> throw new IllegalStateException("no " + place.group() + " in a report");
      }
      from = place.end();
    }
    out.write(page, from, page.length() - from);
  }

  private static String script() {
    StringBuilder script = new StringBuilder("\n(() => {\n\"use strict\";\n");
    SCRIPTS.forEach(name -> script.append(resource(name)));
    return script.append("})();\n").toString();
  }

  private static String policy(List<String> scripts, String style) {
    return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src "
        + hash(style)
        + "; script-src "
        + String.join(" ", scripts.stream().map(HtmlRenderer::hash).toList());
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // each JDK has it
    }
  }

  private static String paragraphs(List<String> texts) {
    StringBuilder html = new StringBuilder();
    texts.forEach(text -> html.append("<p>").append(escape(text)).append("</p>\n"));
    return html.toString();
  }

  private static String items(List<String> texts) {
    StringBuilder html = new StringBuilder();
    texts.forEach(text -> html.append("<li>").append(escape(text)).append("</li>\n"));
    return html.toString();
  }

  /** ASCII only, as in the text report, and no markup. */
  private static String escape(String text) {
    return Printable.escape(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlRenderer.class.getResourceAsStream("html/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
