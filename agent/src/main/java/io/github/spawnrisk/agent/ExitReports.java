// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.ReportFile;
import io.github.spawnrisk.export.Snapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the reports that were asked for when the JVM ends, or the agent leaves it. */
final class ExitReports {
  private final AgentOptions options;
  private final LiveReport report;
  private final Thread hook = new Thread(null, this::write, "spawnrisk-exit", 0, false);

  ExitReports(AgentOptions options, LiveReport report) {
    this.options = options;
    this.report = report;
  }

  /** Who asks for no report gets no shutdown hook. */
  void register() {
    if (options.wantsReports()) {
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  /** Writes them now, and no more at the exit. */
  void writeAndForget() {
    if (!options.wantsReports()) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      write();
    } catch (IllegalStateException exits) {
      // The hook runs already, and writes them.
    }
  }

  void write() {
    Snapshot snapshot = report.snapshot();
    write("report", options.report(), snapshot::text);
    write("report_json", options.reportJson(), snapshot::json);
    write("report_html", options.reportHtml(), snapshot::html);
  }

  private static void write(String option, @Nullable String target, Supplier<String> text) {
    if (target == null) {
      return;
    }
    if (target.equals("-") || target.equals("stderr")) {
      PrintStream stderr = System.err;
      stderr.print(text.get());
      stderr.flush();
      return;
    }
    String path = target.replace("%p", Long.toString(ProcessHandle.current().pid()));
    try {
      ReportFile.write(path, text.get());
    } catch (IOException | RuntimeException failure) {
      Agent.say("spawnrisk: option '" + option + "': cannot write '" + path + "': " + failure);
    }
  }
}
