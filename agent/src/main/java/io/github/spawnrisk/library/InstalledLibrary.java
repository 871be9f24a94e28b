// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Puts the library where it stays: a preloaded file that vanishes troubles each later child. */
public final class InstalledLibrary {
  private static final String NAME = "libspawnrisk.so";

  private InstalledLibrary() {}

  /** The path of the jar's library for this machine, which is written there if it is not yet. */
  public static Path install(String version, Map<String, String> environment)
      throws LibraryException {
    byte[] library = fromJar();
    Path folder = cache(environment).resolve(version + "-" + digest(library).substring(0, 12));
    Path file = folder.resolve(NAME);
    try {
      if (!holds(file, library)) {
        write(folder, file, library);
      }
    } catch (IOException failure) {
      throw new LibraryException(
          "cannot put the library into '"
              + folder
              + "' ("
              + failure.getMessage()
              + "); set XDG_CACHE_HOME to a folder that can be written to");
    }
    return file;
  }

  /** Whether the loader could load it; it is checked first, for LD_PRELOAD would go on without. */
  public static Path check(Path file) throws LibraryException {
    byte[] head;
    try (InputStream bytes = Files.newInputStream(file)) {
      head = bytes.readNBytes(Elf.HEAD);
    } catch (IOException failure) {
      throw new LibraryException(
          "cannot read the library '" + file + "'; give the path of another by --native");
    }
    String machine = Elf.machine(head);
    if (!machine.equals(machine())) {
      throw new LibraryException(
          "the library '"
              + file
              + "' is not for this machine ("
              + machine
              + "; this is "
              + machine()
              + ")");
    }
    if (file.toString().matches(".*[\\s:].*")) {
      throw new LibraryException(
          "the library's path '"
              + file
              + "' has a blank or a colon in it, where LD_PRELOAD"
              + " would end; set XDG_CACHE_HOME to another folder");
    }
    return file;
  }

  private static byte[] fromJar() throws LibraryException {
    String resource = "/native/linux-" + machine() + "-glibc/" + NAME;
    try (InputStream library = InstalledLibrary.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new LibraryException(
            "the jar holds no library for linux-" + machine() + "; give its path by --native");
      }
      return library.readAllBytes();
    } catch (IOException failure) {
      throw new LibraryException("cannot read the library in the jar: " + failure.getMessage());
    }
  }

  private static String machine() {
    String machine = System.getProperty("os.arch");
    return machine.equals("amd64") ? "x86_64" : machine;
  }

  private static Path cache(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.startsWith("/") ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("spawnrisk");
  }

  private static boolean holds(Path file, byte[] library) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == library.length
        && Arrays.equals(Files.readAllBytes(file), library);
  }

  /** Others may be running from the old file, or be writing as well: so write aside, and rename. */
  private static void write(Path folder, Path file, byte[] library) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path aside = Files.createTempFile(folder, NAME, null);
    try {
      Files.write(aside, library);
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("r-x------"));
      move(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void move(Path aside, Path file) throws IOException {
    try {
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unsupported) {
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String digest(byte[] library) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(library));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
