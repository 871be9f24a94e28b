// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Logs of made-up services, the same each time. */
final class MadeLog {
  private static final Instant BEGAN = Instant.parse("2026-01-31T12:00:00Z");
  private static final long MIB = 1 << 20;

  private MadeLog() {}

  /** One service that comes closer to its cgroup's limit, one that spawns cheaply, and a Redis. */
  static Path small(Path folder) throws IOException {
    Path log = folder.resolve("small.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(log)) {
      for (int i = 0; i < 60; i++) {
        long used = 700 * MIB + i * 11L * MIB;
        out.write(
            spawn(i, 4711, i * 500L, "com.acme.images.Thumbnails.render:88", "convert", used));
        out.write(exec(i, 4711, i * 500L, 3_000_017L + i * 211_001L));
        out.write(cheap(i, i * 500L + 130));
        if (i % 20 == 7) {
          out.write(redis(i, i * 500L + 200));
        }
      }
    }
    return log;
  }

  /** So many spawns from so many call sites of one service, of which each fifth is warned of. */
  static Path large(Path folder, int spawns, int sites) throws IOException {
    Path log = folder.resolve("large.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(log)) {
      for (int i = 0; i < spawns; i++) {
        int site = i % sites;
        String frame = "com.acme.shop.Job" + site + ".run:" + (10 + site % 80);
        long used = site % 5 == 0 ? 900 * MIB + i * 64L : 200 * MIB + i * 64L;
        out.write(spawn(i, 4711, i, frame, "tool" + site % 7, used));
      }
    }
    return log;
  }

  static String spawn(int n, int pid, long millisecond, String site, String command, long used) {
    long left = 1610 * MIB - used - 64 * MIB;
    boolean risky = used > left;
    long stall = 2_000_003 + used / 64;
    return start(n, pid, millisecond, "java", "fork", true, command)
        + "\"child_pid\":%d,\"duration_ns\":%d,".formatted(10_000 + n, stall)
        + memory(used, used + 64 * MIB)
        + "\"threads\":42,\"pages_to_fault_again\":%d,".formatted(used / 4096)
        + risk(risky, used, left)
        + ",\"jvm\":{\"thread\":\"worker-%d\",\"virtual\":false,\"stack\":[".formatted(n % 4)
        + "\"java.lang.ProcessImpl.forkAndExec:0\",\"java.lang.ProcessBuilder.start:1110\","
        + "\"%s\",\"com.acme.Worker.run:%d\",\"java.lang.Thread.run:840\"]".formatted(site, n % 3)
        + ",\"heap_used\":1073741824,\"heap_committed\":1073741824,\"heap_max\":1073741824}}\n";
  }

  private static String exec(int n, int pid, long millisecond, long window) {
    return "{\"schema\":1,\"event\":\"exec\",\"spawn\":\"%d.88231.%d\",\"time\":\"%s\","
            .formatted(pid, n, BEGAN.plusMillis(millisecond + 3))
        + "\"process\":{\"pid\":%d,\"tid\":%d,\"start\":90000},\"command\":\"convert\","
            .formatted(10_000 + n, 10_000 + n)
        + "\"window_ns\":%d}\n".formatted(window);
  }

  private static String cheap(int n, long millisecond) {
    return start(n, 4712, millisecond, "nginx", "posix_spawn", false, "true")
        + "\"child_pid\":%d,\"duration_ns\":711003,".formatted(20_000 + n)
        + memory(40 * MIB, 40 * MIB)
        + "\"threads\":3,\"risk\":{\"level\":\"none\",\"reasons\":[]}}\n";
  }

  private static String redis(int n, long millisecond) {
    return start(n, 4713, millisecond, "redis-server", "fork", true, null)
        + "\"native_stack\":[\"redis-server!redisFork+0x52\",\"redis-server!main+0x1f\"],"
        + "\"child_pid\":%d,\"duration_ns\":5200017,".formatted(30_000 + n)
        + memory(264 * MIB, 300 * MIB)
        + "\"threads\":5,\"risk\":{\"level\":\"none\",\"reasons\":[]}}\n";
  }

  private static String start(
      int n, int pid, long millisecond, String name, String call, boolean copies, String command) {
    return "{\"schema\":1,\"event\":\"spawn\",\"id\":\"%d.88231.%d\",\"time\":\"%s\","
            .formatted(pid, n, BEGAN.plusMillis(millisecond))
        + "\"process\":{\"pid\":%d,\"tid\":%d,\"start\":88231,\"name\":\"%s\"},"
            .formatted(pid, pid, name)
        + "\"call\":\"%s\",\"mechanism\":\"%s\",\"copies_memory\":%b,"
            .formatted(call, call.equals("fork") ? "fork" : "vfork", copies)
        + (command == null ? "" : "\"command\":\"%s\",\"argument_count\":4,".formatted(command));
  }

  private static String memory(long exposure, long charge) {
    return "\"memory\":{\"commit_charge\":%d,\"rss\":%d,\"private_anonymous\":%d,\"swap\":0,"
            .formatted(charge, exposure + 7 * MIB, exposure)
        + "\"page_tables\":%d,\"hugetlb\":0,\"pinned\":0,\"virtual_size\":5368709120},"
            .formatted(exposure / 500)
        + "\"system\":{\"overcommit_policy\":0,\"commit_limit\":12638248960,\"committed\":3556580864,"
        + "\"total\":25276502016,\"available\":%d,\"swap_total\":0,\"swap_free\":0},"
            .formatted(22_728_158_208L - exposure)
        + "\"cgroup\":{\"version\":2,\"path\":\"/kubepods/shop\",\"limit\":%d,\"usage\":%d,"
            .formatted(1610 * MIB, exposure + 64 * MIB)
        + "\"reclaimable\":0,\"swap_room\":0,\"oom_group\":true},";
  }

  private static String risk(boolean risky, long need, long have) {
    return risky
        ? "\"risk\":{\"level\":\"warning\",\"reasons\":[{\"code\":\"OOM_POSSIBLE\",\"level\":\"warning\","
            + "\"need\":%d,\"have\":%d,\"source\":\"cgroup /kubepods/shop memory.max\"}]}"
                .formatted(need, have)
        : "\"risk\":{\"level\":\"none\",\"reasons\":[]}";
  }
}
