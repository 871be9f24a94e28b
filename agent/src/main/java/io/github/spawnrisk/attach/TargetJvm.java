// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A process that was found to be a JVM which can be attached to, before anything is sent to it:
 * SIGQUIT, by which HotSpot is asked to listen, would end another program.
 */
final class TargetJvm {
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS=");
  private static final String DISABLED = "-XX:+DisableAttachMechanism";

  private final int pid;
  private final ProcessStatus status;

  private TargetJvm(int pid, ProcessStatus status) {
    this.pid = pid;
    this.status = status;
  }

  static TargetJvm find(int pid) throws AttachException {
    TargetJvm jvm = new TargetJvm(pid, ProcessStatus.of(Integer.toString(pid)));
    jvm.refuseThreads();
    jvm.refuseWhatHasEnded();
    jvm.refuseOthers();
    jvm.refuseOtherPrograms();
    return jvm;
  }

  int pid() {
    return pid;
  }

  ProcessStatus status() {
    return status;
  }

  /** A file of the process, or its magic link. */
  Path proc(String name) {
    return Path.of("/proc", Integer.toString(pid), name);
  }

  /** /proc has a folder for each thread too, which it does not list. */
  private void refuseThreads() throws AttachException {
    if (status.process() != pid) {
      throw new AttachException(
          pid + " is a thread of process " + status.process() + "; attach to that one");
    }
  }

  /** Since it was found. */
  boolean hasEnded() {
    try {
      return ProcessStatus.of(Integer.toString(pid)).hasEnded();
    } catch (AttachException gone) {
      return true;
    }
  }

  private void refuseWhatHasEnded() throws AttachException {
    if (status.hasEnded()) {
      throw new AttachException("process " + pid + " has ended, and waits for its parent");
    }
    if (status.isStopped()) {
      throw new AttachException(
          "process "
              + pid
              + " is stopped, and cannot answer; 'kill -CONT "
              + pid
              + "' lets it go on");
    }
  }

  /** HotSpot asks the kernel whom it talks to: root, or its own user and group (SO_PEERCRED). */
  private void refuseOthers() throws AttachException {
    ProcessStatus self = ProcessStatus.of("self");
    boolean same = self.user() == status.user() && self.group() == status.group();
    if (self.user() != 0 && !same) {
      throw new AttachException(
          "not permitted: process "
              + pid
              + " is of user "
              + status.user()
              + " and group "
              + status.group()
              + "; attach as these, or as root");
    }
    refuseOtherUserNamespaces();
  }

  /** From outside even root is nobody in there, whom HotSpot refuses. */
  private void refuseOtherUserNamespaces() throws AttachException {
    if (!link("/proc/self/ns/user").equals(link(proc("ns/user").toString()))) {
      throw new AttachException(
          "not permitted: process "
              + pid
              + " is in a user namespace of its own; attach from within: 'nsenter --user --target "
              + pid
              + " spawnrisk attach "
              + pid
              + "'");
    }
  }

  private String link(String path) throws AttachException {
    try {
      return Files.readSymbolicLink(Path.of(path)).toString();
    } catch (IOException refused) {
      throw notReadable(path);
    }
  }

  private void refuseOtherPrograms() throws AttachException {
    String maps = read("maps");
    if (!maps.contains("/libjvm.so")) {
      throw new AttachException("process " + pid + " is not a JVM: it has no libjvm.so");
    }
    if (maps.contains("/libj9vm")) {
      throw new AttachException("process " + pid + " is an OpenJ9 JVM; only HotSpot is known here");
    }
  }

  /**
   * Called before SIGQUIT is sent, of which a JVM that listens already has no need: one whose
   * attach mechanism is off would print a thread dump.
   */
  void refuseDeaf() throws AttachException {
    boolean disabled =
        Arrays.asList(read("cmdline").split("\0", -1)).contains(DISABLED)
            || Arrays.stream(read("environ").split("\0", -1))
                .filter(variable -> OPTION_VARIABLES.stream().anyMatch(variable::startsWith))
                .anyMatch(variable -> variable.contains(DISABLED));
    if (disabled) {
      throw new AttachException(
          "process " + pid + " does not let anybody attach: it was started with " + DISABLED);
    }
    if (!status.catchesQuit()) {
      throw new AttachException(
          "process "
              + pid
              + " cannot be asked to listen: it does not catch SIGQUIT (started with -Xrs, or just"
              + " starting)");
    }
  }

  private String read(String name) throws AttachException {
    try {
      return new String(Files.readAllBytes(proc(name)), StandardCharsets.UTF_8);
    } catch (IOException refused) {
      throw notReadable(proc(name).toString());
    }
  }

  private AttachException notReadable(String path) {
    return Files.exists(proc("status"))
        ? new AttachException(
            "not permitted: cannot read '" + path + "'; attach as root, or as the JVM's user")
        : new AttachException("process " + pid + " has ended");
  }
}
