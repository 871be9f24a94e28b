// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstalledLibraryTest {
  @TempDir private Path cache;

  private Path install() throws LibraryException {
    return InstalledLibrary.install("1.2.3", Map.of("XDG_CACHE_HOME", cache.toString()));
  }

  private Path elf(int elfClass, int order, int machine) throws IOException {
    byte[] head = new byte[64];
    byte[] start = {0x7f, 'E', 'L', 'F', (byte) elfClass, (byte) order};
    System.arraycopy(start, 0, head, 0, start.length);
    head[18] = (byte) machine;
    return Files.write(cache.resolve("lib.so"), head);
  }

  @Test
  void putsTheLibraryIntoAPrivateFolderNamedForItsVersionAndContent() throws Exception {
    Path library = install();

    assertThat(library.getParent().getFileName().toString()).matches("1\\.2\\.3-[0-9a-f]{12}");
    assertThat(library.getParent().getParent()).isEqualTo(cache.resolve("spawnrisk"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library.getParent())))
        .isEqualTo("rwx------");
    assertThat(InstalledLibrary.check(library)).isEqualTo(library);
  }

  @Test
  void leavesALibraryAloneThatIsInPlace() throws Exception {
    Object before = Files.readAttributes(install(), "unix:ino").get("ino");

    assertThat(Files.readAttributes(install(), "unix:ino").get("ino")).isEqualTo(before);
  }

  @Test
  void replacesALibraryOfOtherContent() throws Exception {
    Path library = install();
    byte[] content = Files.readAllBytes(library);
    Files.delete(library);
    Files.write(library, new byte[content.length]);

    assertThat(Files.readAllBytes(install())).isEqualTo(content);
  }

  @Test
  void replacesASymbolicLink() throws Exception {
    Path library = install();
    Path elsewhere = Files.move(library, cache.resolve("elsewhere.so"));
    Files.createSymbolicLink(library, elsewhere);

    assertThat(install()).isRegularFile().matches(file -> !Files.isSymbolicLink(file));
  }

  @Test
  void leavesNothingElseInTheFolder() throws Exception {
    assertThat(install().getParent().toFile().list()).containsExactly("libspawnrisk.so");
  }

  @Test
  void saysWhatToDoWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "");

    assertThatThrownBy(
            () -> InstalledLibrary.install("1.2.3", Map.of("XDG_CACHE_HOME", file.toString())))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("set XDG_CACHE_HOME");
  }

  @Test
  void refusesALibraryForAnotherMachine() throws IOException {
    Path library = elf(2, 1, 243);

    assertThatThrownBy(() -> InstalledLibrary.check(library))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is not for this machine (for ELF machine 243");
  }

  @Test
  void refusesALibraryOf32Bits() throws IOException {
    Path library = elf(1, 1, 3);

    assertThatThrownBy(() -> InstalledLibrary.check(library)).hasMessageContaining("not 64 bits");
  }

  @Test
  void refusesAFileThatIsNoLibrary() throws IOException {
    Path text = Files.writeString(cache.resolve("text"), "no library");

    assertThatThrownBy(() -> InstalledLibrary.check(text)).hasMessageContaining("no ELF file");
  }

  @Test
  void refusesAPathAtWhoseBlankTheLoaderWouldStop() throws Exception {
    Path folder = Files.createDirectory(cache.resolve("a b"));
    Path library = Files.copy(install(), folder.resolve("lib.so"));

    assertThatThrownBy(() -> InstalledLibrary.check(library)).hasMessageContaining("blank");
  }
}
