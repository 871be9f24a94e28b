// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps.contract;

import java.io.File;

/** Runtime.exec in all of its forms. */
final class Runtimes {
  private static final Runtime RUNTIME = Runtime.getRuntime();
  private static final String[] PRINT = {"/bin/sh", "-c", "echo $A; pwd -P"};
  private static final String[] VARIABLES = {"A=1", "A=2", "no equals sign"};

  private Runtimes() {}

  static void tryAll(Cases cases) {
    File folder = cases.folder().toFile();
    cases.of("exec of words", () -> Child.told(RUNTIME.exec("echo  a\t'b c'")));
    cases.of("exec of a list", () -> Child.told(RUNTIME.exec(new String[] {"echo", "a  b"})));
    cases.of("exec with variables", () -> Child.told(RUNTIME.exec("env", new String[] {"A=b"})));
    cases.of("exec with no variables", () -> Child.told(RUNTIME.exec("env", new String[0])));
    cases.of("exec in a folder", () -> Child.told(RUNTIME.exec(PRINT, VARIABLES, folder)));
    cases.of("exec of words in a folder", () -> Child.told(RUNTIME.exec("pwd", null, folder)));
    cases.of("exec of nothing", () -> RUNTIME.exec(""));
    cases.of("exec of blanks", () -> RUNTIME.exec("  "));
    cases.of("exec of an empty list", () -> RUNTIME.exec(new String[0]));
    cases.of("exec of null", () -> RUNTIME.exec((String) null));
    cases.of("exec of a null word", () -> RUNTIME.exec(new String[] {"echo", null}));
    cases.of("exec of a missing program", () -> RUNTIME.exec("/no/such/program x"));
    cases.of("exec with a null variable", () -> RUNTIME.exec("env", new String[] {null}));
  }
}
