// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A kind of call in a kind of program, which many processes have alike. */
record Host(
    String name, String call, String mechanism, boolean copies, String command, String stacks) {
  private static final String[] COMMANDS = {
    "convert", "sh", "gzip", "git", "curl", "ffmpeg", "lsof", "id", "uname", "tar", "openssl", "ps"
  };
  private static final String[] NATIVE = {
    "redis-server", "nginx", "postgres", "python3", "gunicorn"
  };

  /** Some 200 call sites of JVMs, and some of other programs. */
  static List<Host> all(SplittableRandom random) {
    List<Host> hosts = new ArrayList<>();
    for (int site = 0; site < 200; site++) {
      boolean forks = site % 7 == 0;
      hosts.add(
          new Host(
              "java",
              forks ? "fork" : "posix_spawn",
              forks ? "fork" : "vfork",
              forks,
              COMMANDS[random.nextInt(COMMANDS.length)],
              javaStack(random, site)));
    }
    for (int site = 0; site < 60; site++) {
      String name = NATIVE[site % NATIVE.length];
      String frame = name + "!" + name.replaceAll("\\W", "") + "Fork" + site;
      hosts.add(
          new Host(
              name,
              "fork",
              "fork",
              true,
              "",
              "\"native_stack\":[\"" + frame + "+0x1f\",\"" + name + "!main+0x2a7\"],"));
    }
    return hosts;
  }

  private static String javaStack(SplittableRandom random, int site) {
    StringBuilder frames = new StringBuilder();
    for (String jdk :
        List.of(
            "ProcessImpl.forkAndExec",
            "ProcessImpl.<init>:314",
            "ProcessImpl.start:244",
            "ProcessBuilder.start:1110",
            "ProcessBuilder.start:1073")) {
      frames.append("\"java.lang.").append(jdk).append("\",");
    }
    int depth = 4 + random.nextInt(8);
    for (int frame = 0; frame < depth; frame++) {
      frames.append("\"com.acme.shop").append(site % 17).append(".Service").append(site);
      frames.append(".step").append(frame).append(':').append(31 + frame).append("\",");
    }
    return "\"stack\":[" + frames + "\"java.lang.Thread.run:840\"]";
  }

  boolean isJvm() {
    return name.equals("java");
  }
}
