// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * /tmp as the JVM sees it, which in a container is not ours. All that is made here is gone after
 * {@link #close}. Whoever rules a container could put a link in the place of /tmp, which would lead
 * root outside: so no path is followed, each name is opened within the folder that was opened
 * before, and none that exists is used.
 */
final class TargetFolder implements AutoCloseable {
  /** What HotSpot calls the folder, whatever java.io.tmpdir says (os::get_temp_directory). */
  static final String NAME = "/tmp";

  private final SecureDirectoryStream<Path> folder;
  private final ProcessStatus owner;
  private final List<Path> made = new ArrayList<>();

  private TargetFolder(SecureDirectoryStream<Path> folder, ProcessStatus owner) {
    this.folder = folder;
    this.owner = owner;
  }

  static TargetFolder of(TargetJvm jvm) throws IOException {
    try (DirectoryStream<Path> root = Files.newDirectoryStream(jvm.proc("root"))) {
      SecureDirectoryStream<Path> secure = secure(root);
      Path name = Path.of(NAME.substring(1));
      return new TargetFolder(
          secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), jvm.status());
    }
  }

  /** Makes a file that only the JVM's user can read, and fills it. */
  void write(String name, InputStream content) throws IOException {
    try (SeekableByteChannel file = create(name)) {
      byte[] buffer = new byte[1 << 16];
      for (int length = content.read(buffer); length > 0; length = content.read(buffer)) {
        ByteBuffer rest = ByteBuffer.wrap(buffer, 0, length);
        while (rest.hasRemaining()) {
          file.write(rest);
        }
      }
    }
  }

  /** Makes such a file, and leaves it open for us. */
  SeekableByteChannel create(String name) throws IOException {
    Path path = Path.of(name);
    SeekableByteChannel file =
        folder.newByteChannel(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    made.add(path);
    giveAway(path);
    return file;
  }

  /** Makes an empty file, or takes one that is there: HotSpot looks at its owner alone. */
  void touch(String name) throws IOException {
    try {
      create(name).close();
    } catch (FileAlreadyExistsException left) {
      made.add(Path.of(name)); // by an attempt that was killed
    }
  }

  static String content(SeekableByteChannel file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    file.position(0);
    while (buffer.hasRemaining() && file.read(buffer) >= 0) {
      // on to the end of the file
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    for (Path path : made) {
      try {
        folder.deleteFile(path);
      } catch (IOException gone) {
        // There is nothing more to do about it.
      }
    }
    try {
      folder.close();
    } catch (IOException closed) {
      // It was only read.
    }
  }

  private void giveAway(Path path) throws IOException {
    PosixFileAttributeView view =
        folder.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
    // A number is its own name where it has no other (JDK, UnixUserPrincipals.lookupName).
    view.setGroup(users.lookupPrincipalByGroupName(Integer.toString(owner.group())));
    view.setOwner(users.lookupPrincipalByName(Integer.toString(owner.user())));
  }

  @SuppressWarnings("unchecked") // Linux has openat(2), so the default provider gives such ones
  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) {
    return (SecureDirectoryStream<Path>) stream;
  }
}
