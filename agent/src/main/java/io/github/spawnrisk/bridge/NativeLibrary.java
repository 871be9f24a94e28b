// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import io.github.spawnrisk.library.Elf;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the native library, checks and loads it: once in the life of a JVM. */
public final class NativeLibrary {
  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads the copy that is in this process already, else the chosen one, else the jar's own. */
  public static synchronized void load(
      Instrumentation instrumentation, ClassLoader jar, @Nullable String chosen)
      throws LibraryException {
    if (!loaded) {
      load(new LibraryLoader(instrumentation, jar), jar, chosen); // no lambda before main
    }
  }

  /**
   * The same for a program of our own, such as the command line, whose jar's manifest enables
   * native access (JEP 472): no other way is needed then.
   */
  public static synchronized void load(@Nullable String chosen) throws LibraryException {
    if (!loaded) {
      ClassLoader jar = NativeLibrary.class.getClassLoader();
      load(path -> System.load(path), jar, chosen); // not System::load, which looks at its caller
    }
  }

  private static void load(Consumer<String> loader, ClassLoader jar, @Nullable String chosen)
      throws LibraryException {
    MappedLibraries mapped = MappedLibraries.read();
    if (mapped.spawnrisk() != null) {
      loadFile(loader, new File(mapped.spawnrisk()));
    } else if (chosen != null) {
      loadFile(loader, new File(chosen).getAbsoluteFile());
    } else {
      loadFromJar(loader, jar, Platform.folder(mapped.musl()));
    }
    loaded = true;
    checkVersion();
  }

  /** A preloaded or chosen library may be another release's. */
  private static void checkVersion() throws LibraryException {
    String ours = NativeLibrary.class.getPackage().getImplementationVersion();
    if (ours != null && !ours.equals(Native.version())) {
      throw new LibraryException(
          "the native library is of version " + Native.version() + ", but the jar of " + ours);
    }
  }

  private static void loadFile(Consumer<String> loader, File file) throws LibraryException {
    checkMachine(file);
    try {
      loader.accept(file.getPath());
    } catch (UnsatisfiedLinkError error) {
      throw new LibraryException(oneLine(error));
    }
  }

  /** What the system's own loader says of a foreign file is less clear. */
  private static void checkMachine(File file) throws LibraryException {
    byte[] head;
    try (InputStream in = new FileInputStream(file)) {
      head = in.readNBytes(Elf.HEAD);
    } catch (IOException unreadable) {
      throw new LibraryException(unreadable.getMessage()); // names the file
    }
    String machine = Elf.machine(head);
    String ours = Platform.architecture(System.getProperty("os.arch"));
    if (!machine.equals(ours)) {
      throw new LibraryException(
          "the library '"
              + file
              + "' is not for this machine ("
              + machine
              + "; this is "
              + ours
              + ")");
    }
  }

  /** A folder may be full, read-only or mounted noexec: the next one may not be. */
  private static void loadFromJar(Consumer<String> loader, ClassLoader jar, String platform)
      throws LibraryException {
    String entry = "native/" + platform + "/libspawnrisk.so";
    byte[] content = fromJar(jar, entry);
    StringBuilder refusals = new StringBuilder();
    for (File folder : folders()) {
      try (Extraction extraction = Extraction.into(folder, content)) {
        loader.accept(extraction.library().getPath());
        return;
      } catch (IOException refusal) {
        refusals.append("; ").append(refusal.getMessage());
      } catch (UnsatisfiedLinkError error) {
        if (!isOfFolder(error)) {
          throw new LibraryException(oneLine(error));
        }
        refusals.append("; ").append(oneLine(error));
      }
    }
    File beside = besideJar(jar, entry);
    if (beside == null || !beside.isFile()) {
      throw new LibraryException(
          "no folder to load the native library from; put libspawnrisk.so beside the jar"
              + refusals);
    }
    loadFile(loader, beside);
  }

  /** Where nothing can be written, whoever put the jar there may have put the library too. */
  private static @Nullable File besideJar(ClassLoader jar, String entry) {
    URL url = jar.getResource(entry);
    String spec = url == null ? "" : url.toString();
    int end = spec.indexOf("!/");
    if (!spec.startsWith("jar:file:") || end < 0) {
      return null;
    }
    File file = new File(URI.create(spec.substring("jar:".length(), end)).getPath());
    return new File(file.getParentFile(), "libspawnrisk.so");
  }

  /** What glibc and musl say of a file on a noexec mount; all else would be said elsewhere too. */
  private static boolean isOfFolder(UnsatisfiedLinkError error) {
    String message = oneLine(error);
    return message.contains("failed to map segment") || message.contains("not permitted");
  }

  private static byte[] fromJar(ClassLoader jar, String entry) throws LibraryException {
    try {
      return JarEntries.read(jar, entry);
    } catch (IOException unreadable) {
      throw new LibraryException("the jar is damaged: " + unreadable.getMessage());
    }
  }

  private static List<File> folders() {
    List<File> folders = new ArrayList<>();
    folders.add(new File(System.getProperty("java.io.tmpdir")));
    folders.add(new File(System.getProperty("user.home"), ".cache"));
    folders.add(new File("/dev/shm"));
    String runtime =
        Environment.read().get("XDG_RUNTIME_DIR"); // /run/user/<uid> where there is one
    if (runtime != null) {
      folders.add(new File(runtime));
    }
    return folders;
  }

  private static String oneLine(Throwable error) {
    return String.valueOf(error.getMessage()).replace('\n', ' ');
  }
}
