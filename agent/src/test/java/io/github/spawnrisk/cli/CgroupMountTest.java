// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CgroupMountTest {
  private static CgroupMount parse(String line) {
    return CgroupMount.parse(line);
  }

  @Test
  void findsTheMemoryHierarchyOfVersion1BeforeVersion2BeforeOthers() {
    assertThat(parse("35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"))
        .isEqualTo(new CgroupMount("/", Path.of("/sys/fs/cgroup/memory"), 0));
    assertThat(parse("41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw").rank())
        .isEqualTo(1);
    assertThat(parse("39 31 0:36 / /sys/fs/cgroup/pids rw shared:1 - cgroup cgroup rw,pids").rank())
        .isEqualTo(2);
  }

  @Test
  void passesOverOtherLines() {
    assertThat(parse("24 1 254:0 / / rw - ext4 /dev/vda rw")).isNull();
    assertThat(parse("")).isNull();
    assertThat(parse("35 31 - cgroup cgroup rw,memory")).isNull();
  }

  @Test
  void undoesTheKernelsEscapes() {
    assertThat(parse("35 31 0:32 /a\\134b /mnt/c\\040d rw - cgroup2 none rw"))
        .isEqualTo(new CgroupMount("/a\\b", Path.of("/mnt/c d"), 1));
  }

  @Test
  void findsACgroupBelowTheRootThatIsMounted() {
    CgroupMount mount = new CgroupMount("/docker/1", Path.of("/sys/fs/cgroup"), 1);

    assertThat(mount.folder("/docker/1/x")).isEqualTo(Path.of("/sys/fs/cgroup/x"));
    assertThat(mount.folder("/docker/1")).isEqualTo(Path.of("/sys/fs/cgroup"));
    assertThat(mount.folder("/docker/11")).isNull();
    assertThat(mount.folder("/")).isNull();
  }

  @Test
  void leavesNoMountByAPathThatLeadsUp() {
    CgroupMount mount = new CgroupMount("/", Path.of("/sys/fs/cgroup"), 1);

    assertThat(mount.folder("/../../../etc")).isNull();
    assertThat(mount.folder("/a/../b")).isEqualTo(Path.of("/sys/fs/cgroup/b"));
    assertThat(mount.folder("a")).isNull();
  }
}
