// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/** Receives OTLP over HTTP, and decodes it by OpenTelemetry's own definitions. */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<ExportMetricsServiceRequest> metrics = new ConcurrentLinkedQueue<>();
  private final Queue<ExportLogsServiceRequest> logs = new ConcurrentLinkedQueue<>();
  private final Queue<Map<String, List<String>>> headers = new ConcurrentLinkedQueue<>();

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  static OtlpReceiver start() throws IOException {
    OtlpReceiver receiver =
        new OtlpReceiver(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    receiver.server.createContext(
        "/v1/metrics",
        exchange ->
            receiver.metrics.add(ExportMetricsServiceRequest.parseFrom(receiver.body(exchange))));
    receiver.server.createContext(
        "/v1/logs",
        exchange -> receiver.logs.add(ExportLogsServiceRequest.parseFrom(receiver.body(exchange))));
    receiver.server.start();
    return receiver;
  }

  /** What was sent; the answer is an empty message, which is that all was taken. */
  private byte[] body(HttpExchange exchange) throws IOException {
    headers.add(Map.copyOf(exchange.getRequestHeaders()));
    boolean isPacked = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream in = exchange.getRequestBody();
    byte[] body = (isPacked ? new GZIPInputStream(in) : in).readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
    return body;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  boolean hasMetrics() {
    return !metrics.isEmpty();
  }

  /** The headers of all requests. */
  List<Map<String, List<String>>> headers() {
    return List.copyOf(headers);
  }

  /** A metric as it was last sent. */
  Metric metric(String name) {
    Metric last = Metric.getDefaultInstance();
    for (ExportMetricsServiceRequest request : metrics) {
      for (var resource : request.getResourceMetricsList()) {
        for (var scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            last = metric.getName().equals(name) ? metric : last;
          }
        }
      }
    }
    return last;
  }

  /** The value of a counter's point with that attribute, as it was last sent. */
  double counter(String name, String attribute, String value) {
    return metric(name).getSum().getDataPointsList().stream()
        .filter(point -> value.equals(texts(point.getAttributesList()).get(attribute)))
        .mapToDouble(point -> point.getAsDouble())
        .sum();
  }

  List<LogRecord> records() {
    return logs.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  /** Of the process, as it was last told. */
  Map<String, String> resource() {
    Map<String, String> last = Map.of();
    for (ExportMetricsServiceRequest request : metrics) {
      last = texts(request.getResourceMetrics(0).getResource().getAttributesList());
    }
    return last;
  }

  static Map<String, String> texts(List<KeyValue> attributes) {
    Map<String, String> texts = new HashMap<>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      texts.put(
          attribute.getKey(),
          value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
    }
    return texts;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
