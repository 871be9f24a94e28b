// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import io.github.spawnrisk.bridge.Native;
import io.github.spawnrisk.event.Assessment;
import io.github.spawnrisk.event.AssessmentReader;
import io.github.spawnrisk.report.Survey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the native library, which alone judges. */
final class Assessor {
  private final AssessmentReader reader = new AssessmentReader();
  private final @Nullable String hiddenBy = HiddenProcesses.by();
  private final String call;
  private final Library library;

  /** Answers by a line, or by the name of an errno. */
  interface Library {
    byte[] assess(int pid, byte[] call, boolean quick);
  }

  Assessor(String call) {
    this(call, Native::assess);
  }

  Assessor(String call, Library library) {
    this.call = call;
    this.library = library;
  }

  Assessment assess(int pid) throws AssessmentException {
    return assess(pid, false);
  }

  /** In constant time, so that it may be asked again and again. */
  Assessment glance(int pid) throws AssessmentException {
    return assess(pid, true);
  }

  private Assessment assess(int pid, boolean quick) throws AssessmentException {
    byte[] answer = ask(pid, quick);
    if (!isLine(answer)) {
      throw new AssessmentException(why(pid, text(answer)));
    }
    try {
      return reader.read(answer);
    } catch (IOException malformed) {
      throw new AssessmentException(
          "the native library's answer about process "
              + pid
              + " is no assessment: "
              + Failures.why(malformed));
    }
  }

  /** Constant time for each, and a walk only where the overcommit policy's answer hinges on it. */
  Survey survey(List<Integer> pids) {
    Map<Long, Assessment> assessments = new LinkedHashMap<>();
    SortedMap<String, Long> leftOut = new TreeMap<>();
    for (int pid : pids) {
      byte[] answer = ask(pid, true);
      if (!isLine(answer)) {
        leftOut.merge(kind(text(answer)), 1L, Long::sum);
      } else if (!put(assessments, answer)) {
        leftOut.merge("malformed", 1L, Long::sum);
      }
    }
    for (Assessment quick : Walks.worthwhile(List.copyOf(assessments.values()))) {
      byte[] answer = ask((int) quick.attempt().process().pid(), false);
      if (isLine(answer)) {
        put(assessments, answer);
      }
    }
    return new Survey(call, Instant.now(), List.copyOf(assessments.values()), hiddenBy, leftOut);
  }

  /** One answer that cannot be read costs no other one its place. */
  private boolean put(Map<Long, Assessment> assessments, byte[] answer) {
    try {
      Assessment assessment = reader.read(answer);
      assessments.put(assessment.attempt().process().pid(), assessment);
      return true;
    } catch (IOException malformed) {
      return false;
    }
  }

  private byte[] ask(int pid, boolean quick) {
    return library.assess(pid, call.getBytes(StandardCharsets.UTF_8), quick);
  }

  private static boolean isLine(byte[] answer) {
    return answer.length > 0 && answer[0] == '{';
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }

  private String why(int pid, String error) {
    return switch (error) {
      case "ESRCH" ->
          "there is no process "
              + pid
              + (hiddenBy == null ? "" : ", or it is hidden: /proc is mounted with " + hiddenBy);
      case "ECHILD" ->
          "process " + pid + " has ended, and waits for its parent to reap it: it cannot fork";
      case "EOPNOTSUPP" ->
          pid + " is a thread of the kernel: it has no memory of its own, and does not fork";
      case "EACCES", "EPERM" ->
          "cannot read '/proc/"
              + pid
              + "/stat': permission denied (/proc may hide others'"
              + " processes: hidepid)";
      default -> "cannot read '/proc/" + pid + "/stat': " + error;
    };
  }

  private String kind(String error) {
    return switch (error) {
      case "ESRCH" -> hiddenBy == null ? "ended_meanwhile" : "ended_or_hidden";
      case "ECHILD" -> "zombies";
      case "EOPNOTSUPP" -> "kernel_threads";
      default -> "unreadable";
    };
  }
}
