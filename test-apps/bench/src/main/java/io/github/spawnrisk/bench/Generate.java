// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes a log as ten thousand processes of a fleet would together, the same for the same number:
 * {@code Generate EVENTS FILE}.
 */
final class Generate {
  private static final int PROCESSES = 10_000;
  private static final long BEGAN = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond();

  /** How many children of all processes live at once. */
  private static final int LIVING = 5_000;

  private final SplittableRandom random = new SplittableRandom(20260131);
  private final List<Host> hosts = Host.all(random);
  private final Deque<String> ends = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder(4096);
  private final OutputStream out;
  private final long events;
  private long written;
  private long spawns;

  private Generate(OutputStream out, long events) {
    this.out = out;
    this.events = events;
  }

  public static void main(String[] arguments) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[1])), 1 << 20)) {
      new Generate(out, Long.parseLong(arguments[0])).run();
    }
  }

  private void run() throws IOException {
    while (written < events) {
      spawn();
      while (ends.size() > LIVING || (written >= events - ends.size() && !ends.isEmpty())) {
        write(ends.remove());
      }
    }
  }

  private void write(CharSequence text) throws IOException {
    if (written < events) {
      written++;
      out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write('\n');
    }
  }

  private void spawn() throws IOException {
    int number = random.nextInt(PROCESSES);
    Host host = hosts.get(number % hosts.size());
    long nth = ++spawns;
    String id = (2000 + number) + "." + (500_000 + number) + "." + nth;
    boolean isRisky = host.copies() && random.nextInt(4) == 0;
    String facts = facts(host, isRisky, random.nextLong(1L << 28, 1L << 31));
    if (isRisky) {
      begin("warning", "spawn", id, number, host);
      write(line.append(facts));
    }
    begin("spawn", "id", id, number, host);
    boolean failed = random.nextInt(100) == 0;
    long child = 40_000 + nth % 4_000_000;
    if (failed) {
      line.append("\"errno\":12,\"error\":\"ENOMEM\",");
      line.append(random.nextInt(10) == 0 ? "\"repeats\":17," : "");
    } else {
      line.append("\"child_pid\":").append(child).append(",\"child_start\":").append(600_000 + nth);
      line.append(",\"followed\":true,");
    }
    line.append("\"duration_ns\":").append(random.nextLong(200_000, 30_000_000)).append(',');
    write(line.append(facts));
    if (!failed) {
      aftermath(host, id, number, child, nth);
    }
    if (random.nextInt(100_000) == 0) {
      head("loss", number).append(",\"lost\":3,\"why\":\"ENOSPC\"}");
      write(line);
    }
  }

  private StringBuilder head(String event, int number) {
    line.setLength(0);
    line.append("{\"schema\":1,\"event\":\"").append(event).append("\",\"time\":\"").append(time());
    line.append("\",\"process\":{\"pid\":").append(2000 + number).append(",\"tid\":");
    return line.append(2007 + number).append(",\"start\":").append(500_000 + number).append('}');
  }

  /** A microsecond and a bit for each line: some events of ten million share one second. */
  private Instant time() {
    long nanoseconds = written * 360_007;
    return Instant.ofEpochSecond(
        BEGAN + nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 / 1000 * 1000);
  }

  private void begin(String event, String idName, String id, int number, Host host) {
    line.setLength(0);
    line.append("{\"schema\":1,\"event\":\"").append(event).append("\",\"").append(idName);
    line.append("\":\"").append(id).append("\",\"time\":\"").append(time());
    line.append("\",\"process\":{\"pid\":").append(2000 + number).append(",\"tid\":");
    line.append(2007 + number).append(",\"start\":").append(500_000 + number);
    line.append(",\"parent\":").append(1).append(",\"parent_start\":4,\"name\":\"");
    line.append(host.name()).append("\"},");
    line.append(host.isJvm() ? "" : host.stacks());
    line.append("\"call\":\"").append(host.call()).append("\",\"mechanism\":\"");
    line.append(host.mechanism()).append("\",\"copies_memory\":").append(host.copies()).append(',');
    if (host.isJvm()) {
      line.append("\"command\":\"").append(host.command()).append("\",\"argument_count\":4,");
    }
  }

  private static String facts(Host host, boolean isRisky, long size) {
    StringBuilder text = new StringBuilder(1024);
    text.append("\"memory\":{\"commit_charge\":").append(size * 2).append(",\"rss\":").append(size);
    text.append(",\"private_anonymous\":")
        .append(size - 4096)
        .append(",\"swap\":0,\"page_tables\":");
    text.append(size / 512)
        .append(",\"hugetlb\":0,\"pinned\":0,\"virtual_size\":")
        .append(size * 4);
    text.append(
        "},\"system\":{\"overcommit_policy\":0,\"commit_limit\":12638248960,\"committed\":");
    text.append(3_556_580_864L + size).append(",\"total\":25276502016,\"available\":");
    text.append(22_728_158_208L - size).append(",\"swap_total\":0,\"swap_free\":0},");
    text.append(
        "\"cgroup\":{\"version\":2,\"path\":\"/kubepods/shop\",\"limit\":4294967296,\"usage\":");
    text.append(size + (1L << 30)).append(",\"reclaimable\":12582912,\"swap_room\":0,");
    text.append("\"oom_group\":true},\"threads\":42,\"inherited_descriptors\":0,");
    if (host.copies()) {
      text.append("\"pages_to_fault_again\":").append(size / 4096).append(',');
    }
    text.append("\"risk\":{\"level\":\"")
        .append(isRisky ? "warning" : "none")
        .append("\",\"reasons\":[");
    if (isRisky) {
      text.append("{\"code\":\"OOM_POSSIBLE\",\"level\":\"warning\",\"need\":").append(size);
      text.append(",\"have\":").append(size / 3);
      text.append(",\"source\":\"cgroup /kubepods/shop memory.max\"},{\"code\":\"FORK_STALL\",");
      text.append("\"level\":\"notice\",\"need\":").append(size / 100);
      text.append(",\"have\":10000000,\"source\":\"/proc/self/status VmPTE\"}");
    }
    text.append("]}");
    if (host.isJvm()) {
      text.append(",\"jvm\":{\"thread\":\"worker-")
          .append(size % 64)
          .append("\",\"virtual\":false,");
      text.append(host.stacks()).append(",\"heap_used\":").append(size / 2);
      text.append(",\"heap_committed\":1073741824,\"heap_max\":1073741824,");
      text.append(
          "\"non_heap_committed\":41943040,\"launch\":{\"directory\":false,\"input\":\"pipe\",");
      text.append("\"output\":\"pipe\",\"error\":\"pipe\"},\"gc_pauses\":").append(size % 1000);
      text.append(",\"gc_ended_ns\":").append(size).append(",\"direct\":1048576,\"mapped\":0,");
      text.append("\"live_threads\":38,\"collector\":\"G1\",\"sampled_ns\":52345678}");
    }
    return text.append('}').toString();
  }

  private void aftermath(Host host, String id, int number, long child, long nth)
      throws IOException {
    if (host.copies() && random.nextInt(10) < 7) {
      head("exec", number).append(",\"spawn\":\"").append(id).append("\",\"command\":\"sh\",");
      line.append("\"window_ns\":").append(random.nextLong(400_000, 90_000_000));
      write(line.append(",\"child_faults\":31,\"parent_faults\":7}"));
    } else if (host.copies() && random.nextInt(3) == 0) {
      head("copy", number).append(",\"spawn\":\"").append(id).append("\",\"lived_ns\":1900000013,");
      line.append("\"measured_copy\":").append(random.nextLong(1 << 26));
      write(line.append(",\"threads\":5,\"risk\":{\"level\":\"none\",\"reasons\":[]}}"));
    }
    head("exit", number)
        .append(",\"spawn\":\"")
        .append(id)
        .append("\",\"child_pid\":")
        .append(child);
    line.append(",\"status\":").append(nth % 50 == 0 ? 1 : 0).append(",\"peak_rss\":");
    line.append(random.nextLong(1 << 28)).append(",\"parent_peak_rss\":1213202432,");
    line.append(
        "\"minor_faults\":411,\"major_faults\":0,\"user_ns\":1000000,\"system_ns\":2000000,");
    ends.add(line.append("\"lived_ns\":").append(random.nextLong(1L << 30)).append('}').toString());
  }
}
