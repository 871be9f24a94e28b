// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What goes through a child's three pipes. */
final class Pipes {
  private Pipes() {}

  static void tryAll(Cases cases) {
    cases.of("both ways", Pipes::bothWays);
    cases.of("line by line", Pipes::lineByLine);
    cases.of("readers and writers", Pipes::readersAndWriters);
    cases.of("two character sets", Pipes::twoCharacterSets);
    cases.of("same streams each time", Pipes::sameStreams);
    cases.of("end of input", () -> withoutInput(Child.shell("cat; echo end").start()));
    cases.of("write to who has ended", Pipes::broken);
    cases.of("nobody reads", Pipes::nobodyReads);
    cases.of("read what was left behind", Pipes::leftBehind);
    cases.of("read after destroy", Pipes::afterDestroy);
    cases.of("read after close", Pipes::afterClose);
    cases.of("child closes its output first", Pipes::closesFirst);
    cases.of("grandchild holds the output", Pipes::heldByGrandchild);
  }

  private static String bothWays() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("tr", "a-z", "A-Z").start();
    try (OutputStream to = child.getOutputStream()) {
      to.write("words\n".getBytes(StandardCharsets.UTF_8));
    }
    return Child.told(child);
  }

  private static String lineByLine() throws IOException, InterruptedException {
    Process child = Child.shell("while read -r word; do echo \"<$word>\"; done").start();
    StringBuilder answers = new StringBuilder();
    try (Writer to = child.outputWriter(StandardCharsets.UTF_8);
        BufferedReader from = child.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 20; i++) {
        to.write(i + "\n");
        to.flush();
        answers.append(from.readLine());
      }
    }
    return answers.toString() + child.waitFor();
  }

  private static String readersAndWriters() throws IOException, InterruptedException {
    Process child = Child.shell("read -r word; echo \"$word\"; echo \"$word\" >&2").start();
    try (Writer to = child.outputWriter(StandardCharsets.UTF_8)) {
      to.write("ä€😀\n");
    }
    return child.inputReader(StandardCharsets.UTF_8).readLine()
        + child.errorReader(StandardCharsets.UTF_8).readLine()
        + child.waitFor();
  }

  private static Object twoCharacterSets() throws IOException {
    Process child = Child.shell(":").start();
    child.inputReader(StandardCharsets.UTF_8);
    return child.inputReader(StandardCharsets.ISO_8859_1);
  }

  private static String sameStreams() throws IOException {
    Process child = Child.shell(":").start();
    List<Object> first = streams(child);
    List<Object> again = streams(child);
    return (first.get(0) == again.get(0)) + " " + (first.get(1) == again.get(1));
  }

  private static List<Object> streams(Process child) {
    return List.of(child.getOutputStream(), child.getInputStream());
  }

  private static String withoutInput(Process child) throws IOException, InterruptedException {
    child.getOutputStream().close();
    return Child.told(child);
  }

  private static String broken() throws IOException, InterruptedException {
    Process child = Child.shell("exec 0<&-; exit 3").start();
    child.waitFor();
    OutputStream to = child.getOutputStream();
    return refused(to);
  }

  /** By the kernel, or by the JDK, which closes the stream of who has ended at about this time. */
  private static String refused(OutputStream to) {
    try {
      to.write(1);
      to.flush();
      return "written";
    } catch (IOException brokenOrClosed) {
      return "refused";
    }
  }

  private static int nobodyReads() throws IOException, InterruptedException {
    Process child = new ProcessBuilder("yes").start();
    child.getInputStream().close();
    return child.waitFor();
  }

  /** The JDK takes over what lies in the pipes when a child ends. */
  private static String leftBehind() throws IOException, InterruptedException {
    Process child = Child.shell("echo out; echo err >&2; exit 5").start();
    child.onExit().join();
    return Child.told(child);
  }

  private static String afterDestroy() throws IOException, InterruptedException {
    Process child = Child.shell("echo before; " + Child.LINGERS).start();
    InputStream from = child.getInputStream();
    String first = new String(from.readNBytes(7), StandardCharsets.UTF_8);
    child.destroy();
    return first + child.waitFor() + end(from);
  }

  /** Destroying closes the stream, or the end of the child gives its last bytes: who is first. */
  private static String end(InputStream from) {
    try {
      return from.read() < 0 ? " ended" : " more";
    } catch (IOException closed) {
      return " ended";
    }
  }

  private static int afterClose() throws IOException {
    Process child = Child.shell("echo out").start();
    child.getInputStream().close();
    return child.getInputStream().read();
  }

  private static String closesFirst() throws IOException, InterruptedException {
    Process child = Child.shell("exec >&-; read -r word; exit 9").start();
    int end = child.getInputStream().read();
    child.getOutputStream().close();
    return end + "|" + child.waitFor();
  }

  private static String heldByGrandchild() throws IOException, InterruptedException {
    Process child = Child.shell("(read -r word <&3; echo late) 3<&0 & exit 0").start();
    int status = child.waitFor();
    child.getOutputStream().close();
    return status + "|" + child.isAlive();
  }
}
