// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import java.io.IOException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;

/** An application that brings a ByteBuddy of its own, of another version than the agent's. */
public final class OtherByteBuddy {
  private OtherByteBuddy() {}

  public static void main(String[] args)
      throws ReflectiveOperationException, IOException, InterruptedException {
    Object made =
        new ByteBuddy()
            .subclass(Object.class)
            .method(ElementMatchers.named("toString"))
            .intercept(FixedValue.value("made at run time"))
            .make()
            .load(OtherByteBuddy.class.getClassLoader())
            .getLoaded()
            .getConstructor()
            .newInstance();
    System.out.println(made);
    System.out.println(ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation());
    System.out.println(new ProcessBuilder("true").start().waitFor());
  }
}
