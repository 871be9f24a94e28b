// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.util.AbstractList;

/** Hands over a command that is a list of its own, and prints how often that was read. */
public final class CountsReads {
  private CountsReads() {}

  private static final class Command extends AbstractList<String> {
    private int reads;

    @Override
    public String get(int index) {
      reads++;
      return "true";
    }

    @Override
    public int size() {
      reads++;
      return 1;
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Command command = new Command();
    new ProcessBuilder(command).start().waitFor();
    System.out.println(command.reads);
  }
}
