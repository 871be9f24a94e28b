// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.github.spawnrisk.render.HtmlRenderer;
import io.github.spawnrisk.render.JsonRenderer;
import io.github.spawnrisk.render.TextRenderer;
import io.github.spawnrisk.report.Report;

/** The live report at one moment, with what only a live process knows. */
public record Snapshot(
    Report report, Counts counts, long warnings, long missedEvents, long missedContexts) {
  public String text() {
    return TextRenderer.render(report);
  }

  public String json() {
    return JsonRenderer.render(report);
  }

  public String html() {
    return HtmlRenderer.render(report);
  }
}
