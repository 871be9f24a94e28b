// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * A signal that ends the command must leave us alive for the report. sun.misc.Signal is the only
 * way to that in a JDK; by reflection, for javac warns of it in a way that cannot be switched off.
 */
final class Signals {
  private Signals() {}

  /**
   * A terminal sends INT to the command as well; the others come to us alone. QUIT and USR2 belong
   * to the JVM, which hands them to nobody.
   */
  static void passTo(Process process) {
    handle("INT", () -> {});
    handle("TERM", process::destroy);
    handle("HUP", () -> send("HUP", process));
    handle("USR1", () -> send("USR1", process));
  }

  /** When the terminal has another size. */
  static void onResize(Runnable action) {
    handle("WINCH", action);
  }

  /** The JDK sends TERM and KILL only; a shell has kill built in, whatever else is installed. */
  private static void send(String signal, Process process) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder(
              "/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid()))
          .inheritIO()
          .start();
    } catch (IOException noShell) {
      process.destroy(); // better another signal than none
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            action.run();
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException unavailable) {
      // Without it a signal ends this process as well, and the report is had by 'report' later.
      return;
    }
  }
}
