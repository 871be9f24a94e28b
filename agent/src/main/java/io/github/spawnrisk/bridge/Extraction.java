// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bridge;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The library's copy on disk, in a new folder that only this user can enter; it is gone after
 * {@link #close}. java.io and not java.nio.file, because this runs before the application's main,
 * and an application may bring a file system provider of its own.
 */
final class Extraction implements AutoCloseable {
  private final File folder;
  private final File library;

  private Extraction(File folder) {
    this.folder = folder;
    this.library = new File(folder, "libspawnrisk.so");
  }

  /** Throws IOException, in one line, where the parent takes no files. */
  static Extraction into(File parent, byte[] content) throws IOException {
    Extraction extraction = new Extraction(privateFolder(parent.getAbsoluteFile()));
    try {
      extraction.write(content);
      return extraction;
    } catch (IOException failure) {
      extraction.close();
      throw failure;
    }
  }

  File library() {
    return library;
  }

  /** The mapping stays when the file goes. */
  @Override
  @SuppressWarnings("ReturnValueIgnored") // what cannot be deleted stays; there is no other way
  public void close() {
    library.delete();
    folder.delete();
  }

  /**
   * 1. mkdir(2) fails for a name that is there, a symbolic link included: nobody can choose the
   * folder for us. 2. Between mkdir and chmod the umask decides who may write: what somebody put
   * there in that moment is seen when the folder is no longer empty, and afterwards none can.
   */
  private static File privateFolder(File parent) throws IOException {
    File folder = new File(parent, "spawnrisk-" + Long.toHexString(System.nanoTime()));
    if (!folder.mkdir()) {
      throw new IOException(folder + ": cannot be made");
    }
    boolean closed =
        folder.setReadable(false, false)
            && folder.setWritable(false, false)
            && folder.setExecutable(false, false)
            && folder.setReadable(true)
            && folder.setWritable(true)
            && folder.setExecutable(true);
    String[] content = folder.list();
    if (!closed || content == null || content.length != 0) {
      throw new IOException(folder + ": cannot be made private");
    }
    return folder;
  }

  private void write(byte[] content) throws IOException {
    if (!library.createNewFile()) { // O_EXCL
      throw new IOException(library + ": is there already");
    }
    try (OutputStream out = new FileOutputStream(library)) {
      out.write(content);
    }
  }
}
