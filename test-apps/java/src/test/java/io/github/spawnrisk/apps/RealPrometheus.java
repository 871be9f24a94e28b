// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Debian's Prometheus, with the rules that we ship, which scrapes one process. */
final class RealPrometheus implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process server;
  private final String address;

  private RealPrometheus(Process server, String address) {
    this.server = server;
    this.address = address;
  }

  static RealPrometheus scraping(String target, Path folder) throws IOException {
    Path rules = Jvm.root().resolve("docs/fleet/alerts.yml");
    String config =
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            + ("rule_files: ['" + rules + "']\n")
            + "scrape_configs:\n"
            + "  - job_name: service\n"
            + ("    static_configs: [{targets: ['" + target + "']}]\n");
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    String address = "127.0.0.1:" + freePort();
    Process server =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    RealPrometheus prometheus = new RealPrometheus(server, address);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> text("http://" + address + "/-/ready").statusCode() == 200);
    return prometheus;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What an endpoint answers. */
  static HttpResponse<String> text(String url) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The data of an answer of its API. */
  JsonNode api(String path) throws IOException, InterruptedException {
    JsonNode answer =
        new ObjectMapper().readTree(text("http://" + address + "/api/v1/" + path).body());
    if (!"success".equals(answer.path("status").asText())) {
      throw new IllegalStateException(path + ": " + answer);
    }
    return answer.get("data");
  }

  /** What a query comes to now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return api("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .get("result");
  }

  @Override
  public void close() {
    server.destroy();
    server.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
