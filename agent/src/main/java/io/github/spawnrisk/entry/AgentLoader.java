// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.entry;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Has all of the agent that is not needed any more once it has been detached: without this loader
 * its classes go too. It sees the JDK, the few packages that stay, and nothing of the application.
 */
final class AgentLoader extends URLClassLoader {
  private static final String ROOT = "io.github.spawnrisk.";
  private static final String[] STAYING = {ROOT + "entry.", ROOT + "bridge.", ROOT + "boot."};

  static {
    registerAsParallelCapable();
  }

  private AgentLoader(URL jar) {
    super("spawnrisk", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
  }

  /** From that jar; null: from the one that this class came from. */
  static AgentLoader of(@Nullable File jar) throws MalformedURLException {
    if (jar != null) {
      return new AgentLoader(jar.toURI().toURL());
    }
    CodeSource own = AgentLoader.class.getProtectionDomain().getCodeSource();
    return new AgentLoader(own.getLocation());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    for (String staying : STAYING) {
      if (name.startsWith(staying)) {
        return Class.forName(name, false, AgentLoader.class.getClassLoader());
      }
    }
    return super.loadClass(name, resolve);
  }
}
