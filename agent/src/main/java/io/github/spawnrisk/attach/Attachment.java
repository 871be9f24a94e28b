// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.attach;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** Has a running JVM load our agent, and hands it an order. */
public final class Attachment {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration UNTIL_IT_LISTENS = Duration.ofSeconds(10);
  private static final int LONGEST_PAUSE_MILLIS = 200;
  private static final int OLDEST_JAVA = 17;
  private static final String RETURN_CODE = "return code: ";

  private final TargetJvm jvm;
  private final AttachSocket socket;

  private Attachment(TargetJvm jvm) {
    this.jvm = jvm;
    this.socket = new AttachSocket(jvm, PATIENCE);
  }

  /**
   * Has the agent in the jar carry out an order: its version, a verb and the verb's options.
   * Returns the line in which the agent answers.
   */
  public static String order(int pid, Path jar, String version, String verb, String options)
      throws AttachException {
    TargetJvm jvm = TargetJvm.find(pid);
    try {
      return new Attachment(jvm).order(jar, version, verb, options);
    } catch (AttachException failure) {
      throw jvm.hasEnded() ? new AttachException("process " + pid + " ended meanwhile") : failure;
    }
  }

  private String order(Path jar, String version, String verb, String options)
      throws AttachException {
    try (TargetFolder folder = TargetFolder.of(jvm)) {
      listen(folder);
      refuseOldJava();
      return order(folder, jar, version, verb, options);
    } catch (IOException failure) {
      throw new AttachException(
          "cannot use '/tmp' of process " + jvm.pid() + ": " + failure.getMessage());
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AttachException("interrupted");
    }
  }

  /** A file beside its socket's place tells HotSpot that SIGQUIT asks for the listener. */
  private void listen(TargetFolder folder)
      throws AttachException, IOException, InterruptedException {
    if (socket.isListening()) {
      return;
    }
    jvm.refuseDeaf();
    folder.touch(".attach_pid" + jvm.status().pidInside());
    sendQuit();
    long deadline = System.nanoTime() + UNTIL_IT_LISTENS.toNanos();
    for (int pause = 10; !socket.isListening(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      if (System.nanoTime() - deadline > 0 || jvm.hasEnded()) {
        throw new AttachException(
            "process "
                + jvm.pid()
                + " does not let anybody attach, or hangs: asked by SIGQUIT, it did not listen"
                + " within "
                + UNTIL_IT_LISTENS.toSeconds()
                + " s");
      }
      Thread.sleep(pause);
    }
  }

  /** Java has no kill(2); every system has a shell, whose own it is. */
  private void sendQuit() throws AttachException, IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -QUIT \"$1\"", "sh", Integer.toString(jvm.pid()))
            .redirectErrorStream(true)
            .start();
    String complaint =
        new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (kill.waitFor() != 0) {
      throw new AttachException("cannot send SIGQUIT to process " + jvm.pid() + ": " + complaint);
    }
  }

  /** Before our classes are loaded there: an older JVM would print a trace of its own. */
  private void refuseOldJava() throws AttachException, IOException {
    AttachSocket.Answer answer = socket.ask("properties");
    Properties properties = new Properties();
    properties.load(new StringReader(answer.text()));
    String version = properties.getProperty("java.specification.version", "unknown");
    if (answer.status() == 0
        && version.matches("\\d+")
        && Integer.parseInt(version) >= OLDEST_JAVA) {
      return;
    }
    throw new AttachException(
        "process "
            + jvm.pid()
            + " runs Java "
            + version
            + "; "
            + OLDEST_JAVA
            + " or later is needed");
  }

  /**
   * The jar is copied into the JVM's /tmp: it may be in a container, or not be allowed to read
   * ours, and it keeps the jar open, which must not change below it. The name is gone when this
   * returns.
   */
  private String order(TargetFolder folder, Path jar, String version, String verb, String options)
      throws AttachException, IOException {
    String name =
        ".spawnrisk-" + Long.toHexString(System.nanoTime()) + '-' + ProcessHandle.current().pid();
    try (InputStream content = Files.newInputStream(jar)) {
      folder.write(name + ".jar", content);
    }
    try (SeekableByteChannel answer = folder.create(name + ".answer")) {
      String path = TargetFolder.NAME + '/' + name;
      String order = String.join(":", "@" + version, path, verb, options);
      AttachSocket.Answer loaded =
          socket.ask("load", "instrument", "false", path + ".jar=" + order);
      String said = TargetFolder.content(answer);
      if (said.isEmpty()) {
        throw refusal(loaded);
      }
      return said;
    }
  }

  private AttachException refusal(AttachSocket.Answer loaded) {
    String text = loaded.text().strip().replace('\n', ' ');
    if (text.contains("EnableDynamicAgentLoading")) {
      return new AttachException(
          "process "
              + jvm.pid()
              + " does not let agents be loaded: it was started with"
              + " -XX:-EnableDynamicAgentLoading");
    }
    if (loaded.status() == 0 && (text.isEmpty() || text.equals(RETURN_CODE + "0"))) {
      return new AttachException(
          "process "
              + jvm.pid()
              + " did not answer: it runs under a security manager, or its '/tmp' is full");
    }
    return new AttachException(
        "process "
            + jvm.pid()
            + " did not take the agent: "
            + (text.isEmpty() ? RETURN_CODE + loaded.status() : text));
  }
}
