// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;

/** ProcessHandle: who a child is, what it runs, and whom it started itself. */
final class Handles {
  private Handles() {}

  static void tryAll(Cases cases) {
    identity(cases);
    infos(cases);
    families(cases);
    ends(cases);
  }

  private static void identity(Cases cases) {
    cases.of("pid is the child's own", () -> pidIsItsOwn(Child.shell("echo $$").start()));
    cases.of("handle", () -> alive(child -> child.toHandle().pid() == child.pid()));
    cases.of("handle by pid", () -> alive(child -> of(child).equals(child.toHandle())));
    cases.of(
        "handle's hash", () -> alive(child -> of(child).hashCode() == child.toHandle().hashCode()));
    cases.of("handle's order", () -> alive(child -> of(child).compareTo(child.toHandle())));
    cases.of("handle's text", () -> alive(child -> of(child).toString().equals("" + child.pid())));
    cases.of("handle of nobody", () -> ProcessHandle.of(Integer.MAX_VALUE));
    cases.of("handle of a wrong pid", () -> ProcessHandle.of(-1));
    cases.of("among all", () -> alive(child -> has(ProcessHandle.allProcesses(), child)));
    cases.of("normal termination", () -> alive(child -> of(child).supportsNormalTermination()));
  }

  /** What is asked of a child that lives. */
  private interface Question {
    Object of(Process child) throws Exception;
  }

  private static Object alive(Question question) throws Exception {
    Process child = Child.lingering();
    try {
      return question.of(child);
    } finally {
      Child.ended(child);
    }
  }

  private static ProcessHandle of(Process child) {
    return ProcessHandle.of(child.pid()).orElseThrow();
  }

  private static boolean has(Stream<ProcessHandle> handles, Process child) {
    return handles.anyMatch(handle -> handle.pid() == child.pid());
  }

  private static boolean pidIsItsOwn(Process child) throws IOException, InterruptedException {
    return Child.told(child).equals(child.pid() + "\n||0");
  }

  private static void infos(Cases cases) {
    Instant before = Instant.now().minusSeconds(2);
    cases.of("command of a child", () -> alive(child -> child.info().command()));
    cases.of("arguments", () -> alive(child -> String.join(",", child.info().arguments().get())));
    cases.of("command line", () -> alive(child -> child.info().commandLine()));
    cases.of("user", () -> alive(child -> child.info().user().isPresent()));
    cases.of("start", () -> alive(child -> child.info().startInstant().get().isAfter(before)));
    cases.of("processor time", () -> alive(child -> child.info().totalCpuDuration().isPresent()));
    cases.of("info of who has ended", () -> ended().toHandle().info());
  }

  private static Process ended() throws IOException, InterruptedException {
    Process child = Child.shell(":").start();
    child.waitFor();
    return child;
  }

  private static void families(Cases cases) {
    cases.of(
        "parent", () -> alive(child -> of(child).parent().get().equals(ProcessHandle.current())));
    cases.of("our child", () -> alive(child -> has(ProcessHandle.current().children(), child)));
    cases.of(
        "our descendant", () -> alive(child -> has(ProcessHandle.current().descendants(), child)));
    cases.of("no children", () -> alive(child -> child.children().count()));
    cases.of("grandchildren", Handles::grandchildren);
    cases.of("children of who has ended", () -> ended().children().count());
    cases.of("descendants of who has ended", () -> ended().descendants().count());
  }

  private static String grandchildren() throws IOException, InterruptedException {
    Process child =
        Child.shell("(sleep 60 & echo $!; wait) & read -r word; kill $!; exit 0").start();
    long sleeper = Long.parseLong(child.inputReader().readLine());
    long children = child.children().count();
    long descendants = child.descendants().count();
    boolean found = child.descendants().anyMatch(handle -> handle.pid() == sleeper);
    ProcessHandle.of(sleeper).ifPresent(ProcessHandle::destroyForcibly);
    Child.ended(child);
    return children + " " + descendants + " " + found;
  }

  private static void ends(Cases cases) {
    cases.of("handle destroys", Handles::destroyed);
    cases.of("handle destroys by force", Handles::destroyedByForce);
    cases.of("handle's onExit", Handles::onExit);
    cases.of("handle of who has ended", () -> ended().toHandle().isAlive());
    cases.of("we destroy ourselves", () -> ProcessHandle.current().destroy());
    cases.of("we wait for ourselves", () -> ProcessHandle.current().onExit().isDone());
    cases.of("we end normally", () -> ProcessHandle.current().supportsNormalTermination());
  }

  private static String destroyed() throws IOException, InterruptedException {
    Process child = Child.lingering();
    return child.toHandle().destroy() + " " + child.waitFor();
  }

  private static String destroyedByForce() throws IOException, InterruptedException {
    Process child = Child.lingering();
    return child.toHandle().destroyForcibly() + " " + child.waitFor();
  }

  private static String onExit() throws IOException {
    Process child = Child.lingering();
    ProcessHandle handle = child.toHandle();
    child.destroy();
    ProcessHandle over = handle.onExit().join();
    return over.equals(handle) + " " + over.isAlive();
  }
}
