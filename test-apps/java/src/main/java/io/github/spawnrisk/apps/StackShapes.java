// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.concurrent.Callable;

/** Spawns from under frames of every kind: lambdas, reflection, method handles, deep recursion. */
public final class StackShapes {
  /** Needed by reflection, and spawns. */
  public StackShapes() throws IOException, InterruptedException {
    spawn();
  }

  public static void main(String[] args) throws Throwable {
    spawn();
    Callable<Integer> lambda = StackShapes::spawn;
    lambda.call();
    for (int i = 0; i < 20; i++) { // from the 16th call on by an accessor that is made up
      StackShapes.class.getMethod("spawn").invoke(null);
    }
    Constructor<StackShapes> constructor = StackShapes.class.getConstructor();
    constructor.newInstance();
    MethodHandles.lookup()
        .findStatic(StackShapes.class, "spawn", MethodType.methodType(int.class))
        .invokeWithArguments(List.of());
    recurse(40);
    new Object() {
      int inAnonymous() throws IOException, InterruptedException {
        return spawn();
      }
    }.inAnonymous();
    System.out.println("done");
  }

  /** Public, for reflection to find it. */
  public static int spawn() throws IOException, InterruptedException {
    return new ProcessBuilder("true").start().waitFor();
  }

  private static int recurse(int depth) throws IOException, InterruptedException {
    return depth == 0 ? spawn() : recurse(depth - 1);
  }
}
