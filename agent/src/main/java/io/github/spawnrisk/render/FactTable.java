// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.render;

import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.CgroupFacts;
import io.github.spawnrisk.event.MemoryFacts;
import io.github.spawnrisk.event.SystemFacts;
import io.github.spawnrisk.explain.Quantities;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The facts of an assessment, each with where it was read; what was not read has no line. */
final class FactTable {
  private final Page page;

  FactTable(Page page) {
    this.page = page;
  }

  void add(Assessment assessment) {
    Attempt attempt = assessment.attempt();
    page.heading("FACTS");
    process(attempt, assessment.exact());
    system(attempt.system(), swapSource(assessment));
    CgroupFacts cgroup = attempt.cgroup();
    if (cgroup != null) {
      cgroup(cgroup);
    }
  }

  private void process(Attempt attempt, boolean exact) {
    MemoryFacts memory = attempt.memory();
    String folder = "/proc/" + attempt.process().pid() + "/";
    String status = folder + "status ";
    String areas = folder + "smaps";
    size("commit charge", memory.commitCharge(), exact ? areas : status + "VmData+VmStk");
    size("largest area", memory.largestArea(), areas);
    size("private anonymous", memory.privateAnonymous(), exact ? areas : status + "RssAnon");
    size("swapped out", memory.swap(), exact ? areas : status + "VmSwap");
    size("page tables", memory.pageTables(), status + "VmPTE");
    size("resident", memory.rss(), status + "VmRSS");
    size("huge pages", memory.hugetlb(), status + "HugetlbPages");
    size("pinned", memory.pinned(), status + "VmPin");
    size("address space", memory.virtualSize(), status + "VmSize");
    count("threads", attempt.threads(), status + "Threads");
  }

  /** In a container whose meminfo is not the kernel's (lxcfs) swap is what sysinfo(2) tells. */
  private static String swapSource(Assessment assessment) {
    boolean replaced =
        assessment.unread().stream().anyMatch(facts -> facts.facts().contains("lxcfs"));
    return replaced ? "sysinfo freeswap" : "/proc/meminfo SwapFree";
  }

  private void system(SystemFacts system, String swapSource) {
    String meminfo = "/proc/meminfo ";
    count("overcommit policy", system.overcommitPolicy(), "/proc/sys/vm/overcommit_memory");
    size("commit limit", system.commitLimit(), meminfo + "CommitLimit");
    size("committed", system.committed(), meminfo + "Committed_AS");
    size("available", system.available(), meminfo + "MemAvailable");
    size("swap free", system.swapFree(), swapSource);
  }

  private void cgroup(CgroupFacts cgroup) {
    boolean v2 = cgroup.version() == 2;
    page.paragraph(
        "   ",
        "     ",
        "tightest memory cgroup, version " + cgroup.version() + ": " + cgroup.path());
    size("  limit", cgroup.limit(), v2 ? "memory.max" : "memory.*limit_in_bytes");
    size("  usage", cgroup.usage(), v2 ? "memory.current" : "memory.*usage_in_bytes");
    size("  reclaimable", cgroup.reclaimable(), "memory.stat");
    size("  high", cgroup.high(), "nearest memory.high on the path, which slows");
    size("  high used", cgroup.highUsed(), "memory.current less reclaimable, of that group");
    size("  swap room", cgroup.swapRoom(), v2 ? "memory.swap.*" : "memory.memsw.*");
  }

  private void size(String name, @Nullable Bytes bytes, String source) {
    if (bytes != null) {
      line(name, Quantities.bytes(bytes.count()), source);
    }
  }

  private void count(String name, OptionalLong count, String source) {
    if (count.isPresent()) {
      line(name, Quantities.count(count.getAsLong()), source);
    }
  }

  private void line(String name, String value, String source) {
    page.line(String.format(Locale.ROOT, "   %-18s %12s  %s", name, value, source));
  }
}
