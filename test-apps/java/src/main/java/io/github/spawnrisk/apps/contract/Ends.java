// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How children end: statuses, signals, destroy, onExit. */
final class Ends {
  private Ends() {}

  static void tryAll(Cases cases) {
    statuses(cases);
    destroyed(cases);
    futures(cases);
  }

  private static void statuses(Cases cases) {
    for (int status : new int[] {0, 1, 127, 128, 255}) {
      cases.of("exit " + status, () -> Child.shell("exit " + status).start().waitFor());
    }
    for (String signal : new String[] {"INT", "ABRT", "KILL", "SEGV", "TERM"}) {
      cases.of("signal " + signal, () -> Child.shell("kill -" + signal + " $$").start().waitFor());
    }
    cases.of("status of who lives", () -> statusOf(Child.lingering()));
    cases.of("status of who has ended", Ends::statusTwice);
    cases.of("text of who has ended", () -> text(Child.shell("exit 6").start()));
  }

  private static int statusOf(Process child) throws InterruptedException {
    try {
      return child.exitValue();
    } finally {
      Child.ended(child);
    }
  }

  private static String statusTwice() throws IOException, InterruptedException {
    Process child = Child.shell("exit 8").start();
    return child.waitFor() + " " + child.waitFor() + " " + child.exitValue() + child.isAlive();
  }

  private static String text(Process child) throws InterruptedException {
    String alive = child.toString().replaceAll("exitValue=.*]", "...]");
    child.waitFor();
    return (alive + child).replace(Long.toString(child.pid()), "PID");
  }

  private static void destroyed(Cases cases) {
    cases.of("supports normal termination", () -> ends(Child.lingering(), false));
    cases.of("destroyed", () -> destroy(Child.lingering()));
    cases.of("destroyed by force", () -> ends(Child.lingering(), true));
    cases.of("destroyed twice", Ends::destroyTwice);
    cases.of("destroyed when it had ended", Ends::destroyEnded);
    cases.of("destroy that is not heeded", Ends::notHeeded);
    cases.of("force gives the process", Ends::forceGivesTheProcess);
  }

  private static String ends(Process child, boolean byForce) throws InterruptedException {
    boolean normal = child.supportsNormalTermination();
    if (byForce) {
      child.destroyForcibly();
    } else {
      child.destroy();
    }
    return normal + " " + child.waitFor();
  }

  private static String destroy(Process child) throws InterruptedException {
    child.destroy();
    return child.waitFor() + " " + child.isAlive();
  }

  private static int destroyTwice() throws IOException, InterruptedException {
    Process child = Child.lingering();
    child.destroy();
    child.destroy();
    return child.waitFor();
  }

  private static int destroyEnded() throws IOException, InterruptedException {
    Process child = Child.shell("exit 12").start();
    child.waitFor();
    child.destroy();
    return child.destroyForcibly().exitValue();
  }

  private static String notHeeded() throws IOException, InterruptedException {
    Process child = Child.shell("trap '' TERM; echo set; exec sleep 60").start();
    String set = child.inputReader().readLine();
    child.destroy();
    boolean over = child.waitFor(50, TimeUnit.MILLISECONDS);
    return set + over + Child.ended(child);
  }

  private static boolean forceGivesTheProcess() throws IOException, InterruptedException {
    Process child = Child.lingering();
    return child.destroyForcibly() == child && Child.ended(child) > 0;
  }

  private static void futures(Cases cases) {
    cases.of("onExit", () -> future(Child.shell("exit 21").start()));
    cases.of("onExit of who has ended", Ends::futureOfEnded);
    cases.of("onExit cancelled", Ends::cancelled);
    cases.of("onExit of many", Ends::futures);
  }

  private static String future(Process child) {
    Process ended = child.onExit().join();
    return (ended == child) + " " + ended.exitValue();
  }

  private static String futureOfEnded() throws IOException, InterruptedException {
    Process child = Child.shell("exit 22").start();
    child.waitFor();
    return future(child);
  }

  private static String cancelled() throws IOException, InterruptedException {
    Process child = Child.lingering();
    boolean given = child.onExit().cancel(true);
    return given + " " + child.isAlive() + " " + Child.ended(child);
  }

  private static int futures() throws IOException {
    CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
    for (int i = 1; i <= 5; i++) {
      CompletableFuture<Process> end = Child.shell("exit " + i).start().onExit();
      sum = sum.thenCombine(end, (before, child) -> before + child.exitValue());
    }
    return sum.join();
  }
}
