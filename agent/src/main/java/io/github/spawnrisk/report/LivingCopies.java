// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.report;

import io.github.spawnrisk.event.Bytes;
import io.github.spawnrisk.event.Copy;
import io.github.spawnrisk.event.Risk;
import io.github.spawnrisk.event.SpawningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures from outside what children that live on in their copy have made their own so far. A
 * child tells it itself at its end, and before that only where it comes through a door.
 */
public final class LivingCopies {
  /** The kernel walks all pages of each. */
  private static final int MOST = 64;

  /** As the native side has it: who is younger may yet run another program. */
  private static final Duration LIVES_ON = Duration.ofMillis(100);

  private static final Pattern PRIVATE_DIRTY = Pattern.compile("\nPrivate_Dirty: +(\\d{1,12}) kB");

  private final Path proc;

  private LivingCopies(Path proc) {
    this.proc = proc;
  }

  /** Gives the pipeline what can be read, as if the children had told it. */
  public static void measure(Pipeline pipeline) {
    measure(pipeline, () -> true, pipeline::accept);
  }

  /** Measures the children that the pipeline knows, one after the other, for as long as it may. */
  public static void measure(
      Pipeline pipeline, BooleanSupplier goesOn, Consumer<? super Copy> taker) {
    LivingCopies copies = new LivingCopies(Path.of("/proc"));
    pipeline.livingCopies().stream()
        .takeWhile(child -> goesOn.getAsBoolean())
        .map(copies::copy)
        .filter(Objects::nonNull)
        .limit(MOST)
        .forEach(taker);
  }

  private @Nullable Copy copy(LivingChild child) {
    Instant now = Instant.now();
    Duration lived = Duration.between(child.since(), now);
    if (lived.compareTo(LIVES_ON) < 0 || !isStillThere(child)) {
      return null;
    }
    Bytes measured = privateDirty(child.pid());
    if (measured == null || !isStillThere(child)) {
      return null;
    }
    SpawningProcess process =
        new SpawningProcess(
            child.pid(), OptionalLong.empty(), OptionalLong.of(child.start()), null);
    return new Copy(now, process, child.spawn(), measured, lived, Risk.NONE);
  }

  /** Where the parent is gone every page is the child's own, and no measure of the copy. */
  private boolean isStillThere(LivingChild child) {
    ProcessStat stat = ProcessStat.read(proc, child.pid());
    if (stat == null || stat.start() != child.start() || stat.parent() != child.parent()) {
      return false;
    }
    ProcessStat parent = ProcessStat.read(proc, child.parent());
    return parent != null && parent.isCopiedBy(stat);
  }

  private @Nullable Bytes privateDirty(long pid) {
    try {
      Matcher line = PRIVATE_DIRTY.matcher(Files.readString(proc.resolve(pid + "/smaps_rollup")));
      return line.find() ? new Bytes(Long.parseLong(line.group(1)) * 1024) : null;
    } catch (IOException goneOrForbidden) {
      return null; // another user's process: nothing is known of it
    }
  }
}
