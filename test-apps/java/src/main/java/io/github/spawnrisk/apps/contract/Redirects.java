// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where a child's streams go. */
final class Redirects {
  private static final String BOTH = "echo out; echo err >&2";

  private Redirects() {}

  static void tryAll(Cases cases) {
    defaults(cases);
    files(cases);
    inherited(cases);
    merged(cases);
    refused(cases);
    streams(cases);
  }

  private static void defaults(Cases cases) {
    ProcessBuilder builder = Child.shell(BOTH);
    File file = cases.folder().resolve("x").toFile();
    cases.of("input by default", builder::redirectInput);
    cases.of("output by default", builder::redirectOutput);
    cases.of("error by default", builder::redirectError);
    cases.of("merged by default", builder::redirectErrorStream);
    cases.of("redirect to", () -> Redirect.to(file) + " " + Redirect.to(file).type());
    cases.of("redirect from", () -> Redirect.from(file) + " " + Redirect.from(file).file());
    cases.of("redirect append", () -> Redirect.appendTo(file).equals(Redirect.appendTo(file)));
    cases.of("redirect nowhere", () -> Redirect.DISCARD + " " + Redirect.INHERIT.type());
  }

  private static void files(Cases cases) {
    Path out = cases.folder().resolve("out"), err = cases.folder().resolve("err");
    ProcessBuilder both = Child.shell(BOTH);
    both.redirectOutput(out.toFile()).redirectError(err.toFile());
    cases.of("to files", () -> Child.told(both) + content(out) + content(err));
    cases.of("to files, made anew", () -> Child.told(both) + content(out) + content(err));
    both.redirectOutput(Redirect.appendTo(out.toFile()));
    cases.of("to the end of a file", () -> Child.told(both) + content(out) + content(err));
    cases.of(
        "from a file", () -> Child.told(new ProcessBuilder("cat").redirectInput(out.toFile())));
    both.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    cases.of("to nowhere", () -> Child.told(both));
    cases.of("rights of a new file", () -> rights(err));
    cases.of("both to one file", () -> one(cases.folder().resolve("one")));
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String content(Path file) throws IOException {
    return "|" + Files.readString(file);
  }

  private static String one(Path file) throws IOException, InterruptedException {
    ProcessBuilder builder = Child.shell(BOTH);
    builder.redirectOutput(Redirect.appendTo(file.toFile()));
    builder.redirectError(Redirect.appendTo(file.toFile()));
    return Child.told(builder) + content(file);
  }

  /** The child writes into our own output, before the case's line. */
  private static void inherited(Cases cases) {
    cases.of("inherited", () -> Child.told(Child.shell(BOTH).inheritIO()));
    cases.of(
        "output inherited", () -> Child.told(Child.shell(BOTH).redirectOutput(Redirect.INHERIT)));
    cases.of("input inherited", () -> fromOurs("head -c 5"));
    cases.of("rest of the input", () -> fromOurs("cat"));
  }

  private static String fromOurs(String script) throws IOException, InterruptedException {
    return Child.told(Child.shell(script).redirectInput(Redirect.INHERIT));
  }

  private static void merged(Cases cases) {
    Path file = cases.folder().resolve("merged");
    cases.of("merged", () -> Child.told(Child.shell(BOTH).redirectErrorStream(true)));
    cases.of(
        "merged, whatever error is",
        () -> Child.told(Child.shell(BOTH).redirectErrorStream(true).redirectError(file.toFile())));
    cases.of("no file for a merged error", () -> Files.exists(file));
    cases.of(
        "merged to a file",
        () ->
            Child.told(Child.shell(BOTH).redirectErrorStream(true).redirectOutput(file.toFile()))
                + content(file));
  }

  private static void refused(Cases cases) {
    ProcessBuilder builder = Child.shell(BOTH);
    File file = cases.folder().resolve("none/file").toFile();
    File folder = cases.folder().toFile();
    cases.of("output from", () -> builder.redirectOutput(Redirect.from(file)));
    cases.of("error from", () -> builder.redirectError(Redirect.from(file)));
    cases.of("input to", () -> builder.redirectInput(Redirect.to(file)));
    cases.of("input appended", () -> builder.redirectInput(Redirect.appendTo(file)));
    cases.of("null file", () -> Redirect.to(null));
    cases.of("from a missing file", () -> Child.shell(BOTH).redirectInput(file).start());
    cases.of("to a missing folder", () -> Child.shell(BOTH).redirectOutput(file).start());
    cases.of("to a folder", () -> Child.shell(BOTH).redirectError(folder).start());
  }

  private static void streams(Cases cases) {
    File nothing = new File("/dev/null");
    cases.of("output stream of a redirected one", () -> closed(nothing).getInputStream().read());
    cases.of(
        "error stream of a redirected one", () -> closed(nothing).getErrorStream().available());
    cases.of("write to a redirected one", () -> write(closed(nothing)));
  }

  private static Process closed(File file) throws IOException {
    ProcessBuilder builder = Child.shell(BOTH).redirectInput(file);
    return builder.redirectOutput(file).redirectError(file).start();
  }

  private static String write(Process child) throws IOException {
    child.getOutputStream().write(1);
    child.getOutputStream().flush();
    return "written";
  }
}
