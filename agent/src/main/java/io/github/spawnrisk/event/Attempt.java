// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.event;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for, and the facts and the risk of the moment before the call.
 *
 * @param call the function that the program called, such as posix_spawn
 * @param mechanism what the kernel was asked for, such as vfork; not an enum, for later versions
 *     add to it
 * @param caller where in native code; Java's side is the JVM's
 * @param cloneFlags flags of clone(2); empty for every other mechanism
 * @param command base name of the child's program; null where not known
 * @param arguments empty unless full arguments were opted in
 * @param earlier null where nothing was seen of any yet
 * @param livingCopies null where there were none, or they made no difference
 * @param stallRate nanoseconds that this process's earlier forks took for each KiB of page tables;
 *     empty where no stop was foreseen by it
 * @param jvm null in a process that is no JVM, or that has no agent
 * @param truncated whether something was cut to keep the line within its limit
 */
public record Attempt(
    Instant time,
    SpawningProcess process,
    String call,
    NativeCaller caller,
    String mechanism,
    OptionalLong cloneFlags,
    boolean copiesMemory,
    @Nullable String command,
    OptionalLong argumentCount,
    List<String> arguments,
    MemoryFacts memory,
    SystemFacts system,
    @Nullable CgroupFacts cgroup,
    OptionalLong threads,
    DescriptorFacts descriptors,
    @Nullable EarlierChildren earlier,
    @Nullable LivingCopyFacts livingCopies,
    OptionalLong pagesToFaultAgain,
    OptionalLong stallRate,
    Risk risk,
    @Nullable JvmContext jvm,
    boolean truncated) {
  public Attempt {
    arguments = List.copyOf(arguments);
  }

  /**
   * One of which only so much was remembered.
   *
   * @param isOfJvm whether Java made the call
   */
  public static Attempt remembered(
      Instant time,
      SpawningProcess process,
      String call,
      String mechanism,
      boolean copiesMemory,
      @Nullable String command,
      @Nullable Bytes rss,
      OptionalLong threads,
      boolean isOfJvm) {
    return new Attempt(
        time,
        process,
        call,
        NativeCaller.UNKNOWN,
        mechanism,
        OptionalLong.empty(),
        copiesMemory,
        command,
        OptionalLong.empty(),
        List.of(),
        new MemoryFacts(null, null, rss, null, null, null, null, null, null, false),
        SystemFacts.UNKNOWN,
        null,
        threads,
        DescriptorFacts.UNKNOWN,
        null,
        null,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Risk.NONE,
        isOfJvm ? JvmContext.UNKNOWN : null,
        false);
  }

  /** The most that could become private to a copy; null where the call copies nothing. */
  public @Nullable Bytes copyExposure() {
    return copiesMemory ? memory.copyExposure() : null;
  }

  /** The least of what the system and the tightest cgroup can still give; null: not known. */
  public @Nullable Bytes headroom() {
    return Bytes.least(system.headroom(), cgroup == null ? null : cgroup.headroom());
  }
}
