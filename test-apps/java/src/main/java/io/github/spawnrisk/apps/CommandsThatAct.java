// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts processes in one thread, as it reads: "nested" one that starts another as its command is
 * read, "forking" one that has a JNI library fork then, "held" one whose command is read until
 * "release", "other" an ordinary one. Answers with the children's pids.
 */
public final class CommandsThatAct {
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final CountDownLatch released = new CountDownLatch(1);

  private CommandsThatAct() {}

  public static void main(String[] args) throws Exception {
    new CommandsThatAct().serve();
  }

  private void serve() throws IOException, InterruptedException, ExecutionException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Future<String> held = null;
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "nested" -> say(worker.submit(() -> within(() -> ended("false"))));
        case "forking" -> say(worker.submit(() -> within(JniChildren::fork)));
        case "held" -> held = worker.submit(() -> within(this::hold));
        case "release" -> {
          released.countDown();
          say(held);
        }
        default -> say(worker.submit(() -> Long.toString(ended("id", "-u"))));
      }
    }
    worker.shutdown();
  }

  private static void say(Future<String> answer) throws InterruptedException, ExecutionException {
    System.out.println(answer.get());
  }

  private long hold() throws InterruptedException {
    System.out.println("held");
    released.await();
    return 0;
  }

  private static long ended(String... command) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    child.waitFor();
    return child.pid();
  }

  private interface Act {
    long run() throws IOException, InterruptedException;
  }

  /** The pids of a start of "true" and of what its command does as it is read. */
  private static String within(Act act) throws IOException, InterruptedException {
    long[] inner = new long[1];
    List<String> command =
        new AbstractList<>() {
          @Override
          public String get(int index) {
            return "true";
          }

          @Override
          public int size() {
            return 1;
          }

          @Override
          public <T> T[] toArray(T[] array) {
            try {
              inner[0] = act.run();
            } catch (IOException | InterruptedException failed) {
              throw new IllegalStateException(failed);
            }
            return super.toArray(array);
          }
        };
    Process outer = new ProcessBuilder(command).start();
    outer.waitFor();
    return outer.pid() + " " + inner[0];
  }
}
