// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporterBuilder;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** Sends metrics now and then, and each warning as a log record, by OTLP over HTTP. */
public final class OtlpExport implements AutoCloseable {
  private static final String EVENT = "spawnrisk.warning";
  private static final long SECONDS_FOR_THE_LAST = 5;

  /** The SDK's, by its own relocated name; held, or the log manager would forget it. */
  private final java.util.logging.Logger silenced =
      java.util.logging.Logger.getLogger(packageOfSdk());

  private final SdkMeterProvider metrics;
  private final SdkLoggerProvider logs;
  private final Logger logger;
  private final AlertBacklog alerts;

  private OtlpExport(
      MetricSource source,
      AlertBacklog alerts,
      OtlpSettings settings,
      Map<String, String> described,
      Consumer<String> failures) {
    silenced.setLevel(Level.OFF); // we tell of a failure ourselves, in one line
    this.alerts = alerts;
    Resource resource = resource(settings, described);
    metrics =
        SdkMeterProvider.builder()
            .setResource(resource)
            .registerMetricProducer(one -> OtlpMetrics.of(source.read(), one))
            .registerMetricReader(
                PeriodicMetricReader.builder(metricExporter(settings, failures))
                    .setInterval(settings.interval())
                    .build())
            .build();
    logs =
        SdkLoggerProvider.builder()
            .setResource(resource)
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(logExporter(settings, failures)).build())
            .build();
    logger = logs.get(OtlpMetrics.SCOPE);
  }

  /**
   * Begins to send.
   *
   * @param endpoint null: as the environment says
   * @param described attributes of the resource that the environment may say otherwise
   * @param failures is told in one line when sending begins to fail
   * @return null where the environment forbids it
   */
  public static @Nullable OtlpExport start(
      MetricSource source,
      AlertBacklog alerts,
      @Nullable String endpoint,
      Map<String, String> environment,
      Map<String, String> described,
      Consumer<String> failures) {
    OtlpSettings settings = new OtlpSettings(endpoint, environment);
    if (settings.isDisabled()) {
      return null;
    }
    OtlpExport export = new OtlpExport(source, alerts, settings, described, failures);
    alerts.passTo(export::log);
    return export;
  }

  private static String packageOfSdk() {
    String name = SdkMeterProvider.class.getName();
    return name.substring(0, name.indexOf(".sdk."));
  }

  private static Resource resource(OtlpSettings settings, Map<String, String> described) {
    AttributesBuilder attributes = Attributes.builder();
    described.forEach(
        (key, value) -> {
          if (key.equals("process.pid")) {
            attributes.put(key, Long.parseLong(value));
          } else {
            attributes.put(key, value);
          }
        });
    settings.resource().forEach(attributes::put);
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private static OtlpMetricSender metricExporter(OtlpSettings settings, Consumer<String> failures) {
    String url = settings.url("metrics");
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(url)
            .setTimeout(settings.timeout())
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setMeterProvider(MeterProvider.noop())
            .setComponentLoader(new Sender());
    settings.headers().forEach(builder::addHeader);
    if (settings.isPacked()) {
      builder.setCompression("gzip");
    }
    return new OtlpMetricSender(builder.build(), new OtlpOutcome("metrics to " + url, failures));
  }

  private static OtlpLogSender logExporter(OtlpSettings settings, Consumer<String> failures) {
    String url = settings.url("logs");
    OtlpHttpLogRecordExporterBuilder builder =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(url)
            .setTimeout(settings.timeout())
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setMeterProvider(MeterProvider.noop())
            .setComponentLoader(new Sender());
    settings.headers().forEach(builder::addHeader);
    if (settings.isPacked()) {
      builder.setCompression("gzip");
    }
    return new OtlpLogSender(builder.build(), new OtlpOutcome("logs to " + url, failures));
  }

  /** Gives the one sender that is in our jar, which has no services. */
  private static final class Sender implements ComponentLoader {
    @Override
    public <T> Iterable<T> load(Class<T> type) {
      Object sender = new JdkHttpSenderProvider();
      return type.isInstance(sender) ? List.of(type.cast(sender)) : List.of();
    }
  }

  private void log(Alert alert) {
    boolean isCritical = alert.reason().level() == io.github.spawnrisk.event.Level.CRITICAL;
    LogRecordBuilder record =
        logger
            .logRecordBuilder()
            .setEventName(EVENT)
            .setTimestamp(alert.time())
            .setSeverity(isCritical ? Severity.ERROR : Severity.WARN)
            .setSeverityText(alert.reason().level().label())
            .setBody(alert.text());
    put(record, "code", alert.reason().code());
    put(record, "spawn", alert.spawn());
    put(record, "call_site", alert.callSite());
    put(record, "command", alert.command());
    put(record, "mechanism", alert.mechanism());
    put(record, "source", alert.reason().source());
    alert.reason().need().ifPresent(need -> record.setAttribute("spawnrisk.need", need));
    alert.reason().have().ifPresent(have -> record.setAttribute("spawnrisk.have", have));
    record.emit();
  }

  private static void put(LogRecordBuilder record, String name, @Nullable String value) {
    if (value != null) {
      record.setAttribute("spawnrisk." + name, value);
    }
  }

  /** Sends what is left, and ends. */
  @Override
  public void close() {
    alerts.close();
    logs.shutdown().join(SECONDS_FOR_THE_LAST, TimeUnit.SECONDS);
    metrics.shutdown().join(SECONDS_FOR_THE_LAST, TimeUnit.SECONDS);
    silenced.setLevel(null);
  }
}
