// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** waitFor with its limits, and interrupts. */
final class Waits {
  private Waits() {}

  static void tryAll(Cases cases) {
    cases.of("wait in time", () -> Child.shell(":").start().waitFor(1, TimeUnit.MINUTES));
    cases.of("wait out of time", () -> waitShort(1, TimeUnit.MILLISECONDS));
    cases.of("wait no time", () -> waitShort(0, TimeUnit.SECONDS));
    cases.of("wait less than no time", () -> waitShort(-1, TimeUnit.SECONDS));
    cases.of(
        "wait for ever", () -> Child.shell(":").start().waitFor(Long.MAX_VALUE, TimeUnit.DAYS));
    cases.of("wait without a unit", () -> Child.shell(":").start().waitFor(1, null));
    cases.of("wait interrupted", () -> interrupted(Process::waitFor));
    cases.of("timed wait interrupted", () -> interrupted(Waits::waitLong));
    cases.of("wait interrupted before", () -> interruptedBefore(Process::waitFor));
    cases.of("wait of who has ended, interrupted", Waits::endedAndInterrupted);
    cases.of("start interrupted", Waits::startInterrupted);
    cases.of("many wait for one", Waits::manyWait);
    cases.of("wait after an interrupt", Waits::waitAgain);
  }

  /** One of the ways to wait. */
  private interface Wait {
    Object on(Process child) throws InterruptedException;
  }

  private static boolean waitShort(long time, TimeUnit unit)
      throws IOException, InterruptedException {
    Process child = Child.lingering();
    boolean ended = child.waitFor(time, unit);
    Child.ended(child);
    return ended;
  }

  private static boolean waitLong(Process child) throws InterruptedException {
    return child.waitFor(1, TimeUnit.HOURS);
  }

  private static String interrupted(Wait way) throws IOException, InterruptedException {
    Process child = Child.lingering();
    StringBuilder seen = new StringBuilder();
    Thread waiting =
        new Thread(
            () -> {
              seen.append(outcome(way, child)).append(Thread.currentThread().isInterrupted());
            });
    waiting.start();
    while (waiting.getState() == Thread.State.NEW || waiting.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    waiting.interrupt();
    waiting.join();
    return seen + " " + child.isAlive() + " " + Child.ended(child);
  }

  private static String outcome(Wait way, Process child) {
    try {
      return "waited " + way.on(child) + " ";
    } catch (InterruptedException interrupted) {
      return interrupted + " ";
    }
  }

  private static String interruptedBefore(Wait way) throws IOException, InterruptedException {
    Process child = Child.lingering();
    Thread.currentThread().interrupt();
    String outcome = outcome(way, child) + Thread.interrupted();
    return outcome + " " + child.isAlive() + " " + Child.ended(child);
  }

  private static String endedAndInterrupted() throws IOException, InterruptedException {
    Process child = Child.shell("exit 31").start();
    child.waitFor();
    Thread.currentThread().interrupt();
    return outcome(Process::waitFor, child) + Thread.interrupted();
  }

  private static String startInterrupted() throws IOException, InterruptedException {
    Thread.currentThread().interrupt();
    Process child = Child.shell("exit 32").start();
    return Thread.interrupted() + " " + child.waitFor();
  }

  private static String manyWait() throws IOException, InterruptedException {
    Process child = Child.shell("read -r word; exit 33").start();
    int[] statuses = new int[4];
    Thread[] threads = new Thread[statuses.length];
    for (int i = 0; i < threads.length; i++) {
      int mine = i;
      threads[i] = new Thread(() -> statuses[mine] = child.onExit().join().exitValue());
      threads[i].start();
    }
    child.getOutputStream().close();
    int sum = 0;
    for (int i = 0; i < threads.length; i++) {
      threads[i].join();
      sum += statuses[i];
    }
    return sum + " " + child.waitFor();
  }

  private static String waitAgain() throws IOException, InterruptedException {
    Process child = Child.shell("read -r word; exit 34").start();
    Thread.currentThread().interrupt();
    String first = outcome(Process::waitFor, child);
    child.getOutputStream().close();
    return first + child.waitFor();
  }
}
