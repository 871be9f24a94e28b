// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** Starts processes set up in different ways, and some that cannot be started. */
public final class LaunchShapes {
  private LaunchShapes() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    File folder = new File(args[0]);
    start(new ProcessBuilder("true"));
    ProcessBuilder elsewhere = new ProcessBuilder("true").directory(folder);
    elsewhere.environment().clear();
    elsewhere.environment().put("SECRET_NAME", "secret value");
    start(elsewhere.redirectErrorStream(true).redirectOutput(new File(folder, "secret.out")));
    ProcessBuilder turned = new ProcessBuilder("true").redirectInput(Redirect.INHERIT);
    turned.redirectError(Redirect.appendTo(new File(folder, "secret.err")));
    start(turned.redirectOutput(Redirect.DISCARD));
    ProcessBuilder.startPipeline(List.of(new ProcessBuilder("true"))).get(0).waitFor();
    fail(new ProcessBuilder("/no/such/program"));
    fail(new ProcessBuilder("true").directory(new File(folder, "none")));
    fail(new ProcessBuilder("true").redirectInput(new File(folder, "none")));
    fail(new ProcessBuilder("true\0"));
  }

  private static void start(ProcessBuilder builder) throws IOException, InterruptedException {
    builder.start().waitFor();
  }

  private static void fail(ProcessBuilder builder) {
    try {
      builder.start();
      throw new IllegalStateException("it was started");
    } catch (IOException expected) {
      System.out.println(expected.getCause() == null ? "no cause" : expected.getCause().getClass());
    }
  }
}
