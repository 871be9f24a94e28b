// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import io.github.spawnrisk.event.Attempt;
import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.CgroupFacts;
import io.github.spawnrisk.event.EarlierChildren;
import io.github.spawnrisk.event.JvmContext;
import io.github.spawnrisk.event.LivingCopyFacts;
import io.github.spawnrisk.report.Finding;
import io.github.spawnrisk.report.Row;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One finding at one call site, and the questions that the choice of a text asks about it.
 *
 * @param row null where nobody made the call: it was only asked what it would do
 */
record Situation(@Nullable Row row, Finding finding) {
  Attempt attempt() {
    return finding.event();
  }

  /**
   * The JDK forks only where launchMechanism says so: its default has been POSIX_SPAWN since 13.
   */
  boolean isJdkFork() {
    return attempt().copiesMemory() && row != null && isByTheJdk();
  }

  /** Not by a library of the JVM's, nor by the JVM for itself. */
  private boolean isByTheJdk() {
    JvmContext jvm = attempt().jvm();
    if (jvm != null && !jvm.stack().isEmpty()) {
      return jvm.stack().stream().anyMatch(frame -> frame.startsWith("java.lang.ProcessBuilder."));
    }
    List<String> callers = attempt().caller().stack();
    boolean isJava = jvm != null ? !jvm.vmOwn() : "java".equals(attempt().process().name());
    return isJava && (callers.isEmpty() || callers.get(0).startsWith("libjava.so"));
  }

  private boolean isOfTheMachine() {
    JvmContext jvm = attempt().jvm();
    return jvm != null && jvm.vmOwn();
  }

  boolean isRedis() {
    String name = attempt().process().name();
    return name != null && (name.startsWith("redis-") || name.startsWith("valkey-"));
  }

  boolean isOtherFork() {
    return attempt().copiesMemory() && !isJdkFork() && !isRedis() && !isOfTheMachine();
  }

  boolean isInCgroup() {
    return source().startsWith("cgroup ");
  }

  boolean isUserLimit() {
    return source().equals("RLIMIT_NPROC");
  }

  boolean isSystemWide() {
    return !isInCgroup();
  }

  boolean killsWholeCgroup() {
    CgroupFacts cgroup = attempt().cgroup();
    return isInCgroup() && cgroup != null && Boolean.TRUE.equals(cgroup.oomGroup());
  }

  boolean mayKillWholeCgroup() {
    CgroupFacts cgroup = attempt().cgroup();
    return isInCgroup() && cgroup != null && cgroup.version() == 2 && cgroup.oomGroup() == null;
  }

  boolean isStrictPolicy() {
    return source().contains("CommitLimit");
  }

  boolean isHeuristicPolicy() {
    return !isStrictPolicy();
  }

  boolean isWithin() {
    return !isBeyond();
  }

  boolean isBeyond() {
    OptionalLong need = finding.worst().need();
    OptionalLong have = finding.worst().have();
    return need.isPresent() && have.isPresent() && need.getAsLong() > have.getAsLong();
  }

  /** Whether the limit is one that slows and does not kill. */
  boolean isOfHigh() {
    return source().endsWith(" memory.high");
  }

  String folder() {
    return "/proc/" + attempt().process().pid() + "/";
  }

  /** Where the figures of the process that a copy's need is made of were read. */
  String needSource() {
    return attempt().memory().exact()
        ? folder() + "smaps, VmPTE of " + folder() + "status"
        : folder() + "status: RssAnon, VmSwap, VmPTE";
  }

  String chargeSource() {
    return folder() + (attempt().memory().exact() ? "smaps" : "status: VmData, VmStk");
  }

  boolean hasLivingCopies() {
    return attempt().livingCopies() != null;
  }

  /** What earlier copies may still copy; nothing where none lives. */
  @Nullable Bytes uncopied() {
    LivingCopyFacts living = attempt().livingCopies();
    return living == null ? new Bytes(0) : living.uncopied();
  }

  /** What the earlier children of the call usually copied, as far as this process has so much. */
  @Nullable Bytes usualCopy() {
    EarlierChildren earlier = attempt().earlier();
    return earlier == null || earlier.copied() == null
        ? null
        : Bytes.least(earlier.copied(), attempt().copyExposure());
  }

  /**
   * The least that is left, below nothing too: by how much usage is above a limit. Empty where only
   * what the reason says is known.
   */
  OptionalLong room() {
    CgroupFacts cgroup = attempt().cgroup();
    if (isStrictPolicy()) {
      return attempt().system().commitRoom();
    }
    if (cgroup == null || !isInCgroup()) {
      return finding.worst().have();
    }
    return isOfHigh() ? cgroup.roomBelowHigh() : cgroup.room();
  }

  /** What is needed beyond what is left, and where a limit is exceeded already that too. */
  OptionalLong missing() {
    OptionalLong need = finding.worst().need();
    OptionalLong have = finding.worst().have();
    if (need.isEmpty() || have.isEmpty()) {
      return OptionalLong.empty();
    }
    long exceeded = have.getAsLong() == 0 ? Math.min(0, room().orElse(0)) : 0;
    return OptionalLong.of(Math.max(0, need.getAsLong() - have.getAsLong() - exceeded));
  }

  /** By how much a JVM's heap may yet grow, which takes as much from what is left. */
  OptionalLong heapGrowth() {
    JvmContext jvm = attempt().jvm();
    return jvm == null || jvm.heapMax() == null || jvm.heapCommitted() == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, jvm.heapMax().count() - jvm.heapCommitted().count()));
  }

  /** By how much a smaller largest heap would leave room for the child once it is grown. */
  OptionalLong heapExcess() {
    return missing().isEmpty() || heapGrowth().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(missing().getAsLong() + heapGrowth().getAsLong());
  }

  /** A heap that took all of the room is no smaller one's fault. */
  boolean isHeapTooLarge() {
    JvmContext jvm = attempt().jvm();
    return isInCgroup()
        && heapExcess().isPresent()
        && jvm != null
        && jvm.heapMax() != null
        && heapExcess().getAsLong() < jvm.heapMax().count();
  }

  /** What the copy gets at once, whoever writes: its page tables. */
  OptionalLong copiedTables() {
    Bytes exposure = attempt().copyExposure();
    Bytes uncopied = uncopied();
    OptionalLong need = finding.worst().need();
    if (exposure == null || uncopied == null || need.isEmpty()) {
      return OptionalLong.empty();
    }
    long tables = need.getAsLong() - exposure.count() - uncopied.count();
    return tables < 0 ? OptionalLong.empty() : OptionalLong.of(tables);
  }

  /** Its parent tells it, which knows only when it reaped the child. */
  boolean isToldByParent() {
    return source().equals("until reaped");
  }

  boolean tablesAloneExceed() {
    OptionalLong have = finding.worst().have();
    return copiedTables().isPresent()
        && have.isPresent()
        && copiedTables().getAsLong() > have.getAsLong();
  }

  boolean isLearnedFromForks() {
    return source().endsWith("earlier forks");
  }

  boolean isForeseenByOthers() {
    return !isLearnedFromForks() && !isMeasured();
  }

  boolean isMeasured() {
    return source().equals("measured");
  }

  boolean isOnlyPossible() {
    return source().startsWith("/proc/vmstat");
  }

  boolean isInKernelLog() {
    return source().startsWith("kernel log");
  }

  boolean isErrno(String name) {
    return isSource(name);
  }

  boolean isSource(String text) {
    return source().equals(text);
  }

  /** Of FD_LEAK: what is inherited are pipes that the JDK makes for another child, and closes. */
  boolean isOfLaunches() {
    return isSource("pipes of a Java process that is being started");
  }

  String source() {
    String source = finding.worst().source();
    return source == null ? "" : source;
  }

  /** The same with the path of the cgroup, which only one reason of an event has. */
  String wholeSource() {
    return isInCgroup() ? limiter() + " " + limitName() : source();
  }

  /** The file that sets the limit, such as memory.max. */
  String limitName() {
    return source().substring(source().lastIndexOf(' ') + 1);
  }

  /** The file beside the limit's that has what is used. */
  String usageName() {
    return switch (limitName()) {
      case "memory.max" -> "memory.current";
      case "memory.memsw.limit_in_bytes" -> "memory.memsw.usage_in_bytes";
      default -> "memory.usage_in_bytes";
    };
  }

  /** "cgroup /a/b", "RLIMIT_NPROC", or "the system". */
  String limiter() {
    if (isInCgroup()) {
      String group = source().substring(0, source().lastIndexOf(' '));
      CgroupFacts cgroup = attempt().cgroup();
      return group.equals("cgroup") && cgroup != null ? "cgroup " + cgroup.path() : group;
    }
    return isUserLimit() ? source() : "the system";
  }
}
