// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which field of a line becomes which component of which record. */
final class EventFields {
  private EventFields() {}

  static Spawn spawn(JsonObject line) throws MalformedEventException {
    String id = line.requiredId("id");
    return new Spawn(
        id,
        attempt(line),
        outcome(line),
        duration(line, "duration_ns"),
        Math.max(1, line.count("repeats").orElse(1)));
  }

  static Warning warning(JsonObject line) throws MalformedEventException {
    return new Warning(line.requiredId("spawn"), attempt(line));
  }

  static Loss loss(JsonObject line) throws MalformedEventException {
    return new Loss(
        time(line),
        processOf(line),
        line.count("lost").orElseThrow(() -> line.missing("lost")),
        line.requiredText("why"));
  }

  static @Nullable Duration duration(JsonObject line, String name) throws MalformedEventException {
    OptionalLong nanoseconds = line.number(name);
    return nanoseconds.isPresent() ? Duration.ofNanos(nanoseconds.getAsLong()) : null;
  }

  static Attempt attempt(JsonObject line) throws MalformedEventException {
    return new Attempt(
        time(line),
        processOf(line),
        line.requiredText("call"),
        new NativeCaller(line.text("thread"), line.texts("native_stack")),
        line.requiredText("mechanism"),
        line.number("clone_flags"),
        line.requiredFlag("copies_memory"),
        line.text("command"),
        line.number("argument_count"),
        line.texts("arguments"),
        memory(line.objectOrEmpty("memory")),
        system(line.objectOrEmpty("system")),
        cgroup(line.object("cgroup")),
        line.number("threads"),
        descriptors(line),
        earlier(line.object("earlier")),
        livingCopies(line.object("living_copies")),
        line.number("pages_to_fault_again"),
        line.number("stall_rate"),
        risk(line.requiredObject("risk")),
        jvm(line.object("jvm")),
        Boolean.TRUE.equals(line.flag("truncated")));
  }

  static Instant time(JsonObject line) throws MalformedEventException {
    return line.requiredTime("time");
  }

  /** Of the line itself: the same for all that a thread writes. */
  static SpawningProcess processOf(JsonObject line) throws MalformedEventException {
    return line.shared("process", SpawningProcess.class, EventFields::process);
  }

  private static SpawningProcess process(JsonObject process) throws MalformedEventException {
    return new SpawningProcess(
        process.requiredNumber("pid"),
        process.number("tid"),
        process.number("start"),
        process.number("parent"),
        process.number("parent_start"),
        process.text("name"));
  }

  private static Outcome outcome(JsonObject line) throws MalformedEventException {
    OptionalLong errno = line.number("errno");
    if (errno.isEmpty()) {
      return new Outcome.Started(
          line.number("child_pid"), line.number("child_start"), line.flag("followed"));
    }
    String error = line.text("error");
    return new Outcome.Failed(
        errno.getAsLong(), error == null ? "errno " + errno.getAsLong() : error);
  }

  private static MemoryFacts memory(JsonObject memory) throws MalformedEventException {
    return new MemoryFacts(
        memory.bytes("commit_charge"),
        memory.bytes("largest_area"),
        memory.bytes("rss"),
        memory.bytes("private_anonymous"),
        memory.bytes("swap"),
        memory.bytes("page_tables"),
        memory.bytes("hugetlb"),
        memory.bytes("pinned"),
        memory.bytes("virtual_size"),
        Boolean.TRUE.equals(memory.flag("exact")));
  }

  private static SystemFacts system(JsonObject system) throws MalformedEventException {
    return new SystemFacts(
        system.number("overcommit_policy"),
        system.bytes("commit_limit"),
        system.bytes("committed"),
        system.bytes("commit_reserves"),
        system.bytes("total"),
        system.bytes("available"),
        system.bytes("swap_total"),
        system.bytes("swap_free"));
  }

  private static @Nullable EarlierChildren earlier(@Nullable JsonObject earlier)
      throws MalformedEventException {
    return earlier == null
        ? null
        : new EarlierChildren(
            earlier.number("children").orElse(0),
            earlier.bytes("copied"),
            earlier.bytes("peak_rss"));
  }

  private static @Nullable LivingCopyFacts livingCopies(@Nullable JsonObject copies)
      throws MalformedEventException {
    return copies == null
        ? null
        : new LivingCopyFacts(copies.requiredNumber("count"), copies.bytes("uncopied"));
  }

  private static DescriptorFacts descriptors(JsonObject line) throws MalformedEventException {
    return new DescriptorFacts(
        line.number("inherited_descriptors"),
        Boolean.TRUE.equals(line.flag("inherited_descriptors_partial")),
        line.text("inherited_example"));
  }

  private static @Nullable CgroupFacts cgroup(@Nullable JsonObject cgroup)
      throws MalformedEventException {
    if (cgroup == null) {
      return null;
    }
    return new CgroupFacts(
        cgroup.requiredNumber("version"),
        cgroup.requiredText("path"),
        cgroup.bytes("limit"),
        cgroup.bytes("usage"),
        cgroup.bytes("reclaimable"),
        cgroup.bytes("swap_room"),
        cgroup.flag("oom_group"),
        cgroup.bytes("high"),
        cgroup.bytes("high_used"));
  }

  static Risk risk(JsonObject risk) throws MalformedEventException {
    List<Reason> reasons = new ArrayList<>();
    for (JsonObject reason : risk.objects("reasons")) {
      reasons.add(
          new Reason(
              reason.requiredText("code"),
              level(reason),
              reason.number("need"),
              reason.number("have"),
              reason.text("source")));
    }
    return new Risk(level(risk), reasons, risk.texts("not_assessed"));
  }

  private static Level level(JsonObject object) throws MalformedEventException {
    String label = object.requiredText("level");
    return Level.named(label)
        .orElseThrow(() -> object.malformed("level", "is not none, notice, warning or critical"));
  }

  private static @Nullable JvmContext jvm(@Nullable JsonObject jvm) throws MalformedEventException {
    if (jvm == null) {
      return null;
    }
    return new JvmContext(
        Boolean.TRUE.equals(jvm.flag("vm_own")),
        jvm.text("thread"),
        jvm.flag("virtual"),
        jvm.texts("stack"),
        jvm.bytes("heap_used"),
        jvm.bytes("heap_committed"),
        jvm.bytes("heap_max"),
        jvm.bytes("non_heap_committed"),
        launch(jvm.object("launch")),
        collections(jvm),
        state(jvm));
  }

  private static JvmContext.@Nullable Launch launch(@Nullable JsonObject launch)
      throws MalformedEventException {
    return launch == null
        ? null
        : new JvmContext.Launch(
            Boolean.TRUE.equals(launch.flag("directory")),
            launch.text("input"),
            launch.text("output"),
            launch.text("error"),
            launch.number("environment"));
  }

  private static JvmContext.@Nullable Collections collections(JsonObject jvm)
      throws MalformedEventException {
    OptionalLong pauses = jvm.number("gc_pauses");
    Duration ended = duration(jvm, "gc_ended_ns");
    return pauses.isEmpty() && ended == null
        ? null
        : new JvmContext.Collections(
            pauses, duration(jvm, "gc_pause_ns"), ended, Boolean.TRUE.equals(jvm.flag("gc_cycle")));
  }

  private static JvmContext.@Nullable State state(JsonObject jvm) throws MalformedEventException {
    OptionalLong age = jvm.number("sampled_ns");
    if (age.isEmpty()) {
      return null;
    }
    return new JvmContext.State(
        jvm.bytes("direct"),
        jvm.bytes("mapped"),
        jvm.text("collector"),
        Boolean.TRUE.equals(jvm.flag("heap_shared")),
        jvm.number("live_threads"),
        Duration.ofNanos(age.getAsLong()));
  }
}
