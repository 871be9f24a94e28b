// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** ProcessBuilder.startPipeline. */
final class Pipelines {
  private Pipelines() {}

  static void tryAll(Cases cases) {
    cases.of("pipeline of one", () -> told(List.of(new ProcessBuilder("echo", "one"))));
    cases.of("pipeline of three", () -> told(three()));
    cases.of("pipeline with input", Pipelines::withInput);
    cases.of("inner streams of a pipeline", Pipelines::innerStreams);
    cases.of("pipeline with a merged error", () -> told(merged()));
    cases.of("pipeline to a file", () -> told(toFile(cases)));
    cases.of("pipeline of nothing", () -> told(List.of()));
    cases.of("pipeline with null", () -> told(Arrays.asList(new ProcessBuilder("true"), null)));
    cases.of("pipeline with a missing program", () -> told(withMissing()));
    cases.of("pipeline with an empty command", () -> told(withEmpty()));
    cases.of("pipeline with a redirected output", () -> told(redirectedOutput()));
    cases.of("pipeline with a redirected input", () -> told(redirectedInput()));
    cases.of("pipeline of five", () -> told(cats(5)));
  }

  private static String told(List<ProcessBuilder> builders)
      throws IOException, InterruptedException {
    List<Process> children = ProcessBuilder.startPipeline(builders);
    children.get(0).getOutputStream().close();
    StringBuilder text = new StringBuilder();
    text.append(Child.text(children.get(children.size() - 1).getInputStream()));
    for (Process child : children) {
      text.append('|').append(Child.text(child.getErrorStream())).append(child.waitFor());
    }
    return text.toString();
  }

  private static List<ProcessBuilder> three() {
    return List.of(
        new ProcessBuilder("printf", "c\nb\na\n"), new ProcessBuilder("sort"), counting());
  }

  private static ProcessBuilder counting() {
    return Child.shell("cat -n; exit 4");
  }

  private static String withInput() throws IOException, InterruptedException {
    List<Process> children =
        ProcessBuilder.startPipeline(List.of(new ProcessBuilder("cat"), new ProcessBuilder("rev")));
    try (OutputStream to = children.get(0).getOutputStream()) {
      to.write("abc\n".getBytes(StandardCharsets.UTF_8));
    }
    return Child.told(children.get(1)) + children.get(0).waitFor();
  }

  private static String innerStreams() throws IOException, InterruptedException {
    List<Process> children =
        ProcessBuilder.startPipeline(
            List.of(new ProcessBuilder("echo"), new ProcessBuilder("cat")));
    String ends =
        children.get(0).getInputStream().read()
            + children.get(1).getOutputStream().getClass().getName();
    return ends + Child.told(children.get(1));
  }

  private static List<ProcessBuilder> merged() {
    return List.of(
        Child.shell("echo err >&2").redirectErrorStream(true), new ProcessBuilder("cat", "-n"));
  }

  private static List<ProcessBuilder> toFile(Cases cases) {
    return List.of(
        new ProcessBuilder("echo", "x"),
        new ProcessBuilder("cat").redirectOutput(cases.folder().resolve("pipeline").toFile()));
  }

  private static List<ProcessBuilder> withMissing() {
    return List.of(new ProcessBuilder("cat"), new ProcessBuilder("/no/such/program"));
  }

  private static List<ProcessBuilder> withEmpty() {
    return List.of(new ProcessBuilder("true"), new ProcessBuilder());
  }

  private static List<ProcessBuilder> redirectedOutput() {
    return List.of(
        new ProcessBuilder("echo").redirectOutput(ProcessBuilder.Redirect.DISCARD),
        new ProcessBuilder("cat"));
  }

  private static List<ProcessBuilder> redirectedInput() {
    return List.of(
        new ProcessBuilder("echo"),
        new ProcessBuilder("cat").redirectInput(ProcessBuilder.Redirect.INHERIT));
  }

  private static List<ProcessBuilder> cats(int count) {
    List<ProcessBuilder> builders = new ArrayList<>(List.of(new ProcessBuilder("echo", "far")));
    for (int i = 1; i < count; i++) {
      builders.add(new ProcessBuilder("cat"));
    }
    return builders;
  }
}
