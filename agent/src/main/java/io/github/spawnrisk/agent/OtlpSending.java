// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.bridge.Environment;
import io.github.spawnrisk.entry.Agent;
import io.github.spawnrisk.export.AlertBacklog;
import io.github.spawnrisk.export.LiveReport;
import io.github.spawnrisk.export.MetricSource;
import io.github.spawnrisk.export.OtlpExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is sent by OTLP, from the first warning on; at the JVM's exit what is left is sent. */
final class OtlpSending {
  private final OtlpTarget target;
  private final AlertBacklog alerts;
  private final Thread hook;
  private @Nullable AutoCloseable export;

  /**
   * @param opener opens it, where it is not open yet: a JVM may end sooner
   */
  OtlpSending(LiveReport report, OtlpTarget target, Runnable opener) {
    this.target = target;
    this.alerts = new AlertBacklog(report);
    this.hook =
        new Thread(
            null,
            () -> {
              opener.run();
              close();
            },
            "spawnrisk-otlp-exit",
            0,
            false);
    hook.setContextClassLoader(OtlpSending.class.getClassLoader());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  void open(MetricSource source) {
    try {
      export =
          OtlpExport.start(
              source,
              alerts,
              target.endpoint(),
              Environment.read(),
              process(),
              failure -> Agent.say("spawnrisk: OTLP: cannot send " + failure));
    } catch (LinkageError absent) {
      Agent.say(
          "spawnrisk: OTLP: nothing is sent: this runtime image lacks the module java.net.http ("
              + absent
              + ")");
    } catch (RuntimeException refusal) {
      Agent.say("spawnrisk: OTLP: nothing is sent: " + refusal);
    }
  }

  /** By OpenTelemetry's semantic conventions for resources. */
  private static Map<String, String> process() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("service.name", "unknown_service:java");
    attributes.put("service.instance.id", UUID.randomUUID().toString());
    attributes.put("process.pid", Long.toString(ProcessHandle.current().pid()));
    attributes.put("process.runtime.name", System.getProperty("java.runtime.name", "unknown"));
    attributes.put("process.runtime.version", Runtime.version().toString());
    try { // the JDK would ask a name server
      attributes.put("host.name", Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    } catch (IOException unreadable) {
      // An attribute that is not known is absent.
    }
    return attributes;
  }

  /** Leaves the JVM. */
  void stop() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      close();
    } catch (IllegalStateException exits) {
      // The hook runs already, and closes it.
    }
  }

  private synchronized void close() {
    AutoCloseable open = export;
    export = null;
    alerts.close();
    try {
      if (open != null) {
        open.close();
      }
    } catch (Exception failure) {
      Agent.say("spawnrisk: OTLP: not all was sent: " + failure);
    }
  }
}
