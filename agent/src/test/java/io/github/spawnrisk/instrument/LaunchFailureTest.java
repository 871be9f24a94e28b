// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LaunchFailureTest {
  private static IOException thrown(Throwable cause) {
    return new IOException("Cannot run program \"error=77\": " + cause.getMessage(), cause);
  }

  @Test
  void readsTheErrnoOfEachJdksText() {
    assertThat(errno("error=12, Cannot allocate memory")).isEqualTo(12);
    assertThat(errno("Exec failed, error: 2 (No such file or directory) ")).isEqualTo(2);
    assertThat(errno("posix_spawn failed, error: 11 (Resource temporarily unavailable)"))
        .isEqualTo(11);
  }

  private static int errno(String text) {
    return LaunchFailure.errno(thrown(new IOException(text)));
  }

  @Test
  void takesNoErrnoFromATextThatIsTheCallers() {
    assertThat(LaunchFailure.errno(thrown(new FileNotFoundException("error=5")))).isZero();
    assertThat(LaunchFailure.errno(new IOException("error=5"))).isZero();
    assertThat(errno("invalid null character in command")).isZero();
  }

  @Test
  void survivesHostileNumbers() {
    assertThat(errno("error=")).isZero();
    assertThat(errno("error=99999999999999999999")).isEqualTo(Short.MAX_VALUE);
  }

  @Test
  void countsNoWrongArgumentsAndNoErrors() {
    assertThat(LaunchFailure.isOne(new IOException())).isTrue();
    assertThat(LaunchFailure.isOne(new IndexOutOfBoundsException())).isFalse();
    assertThat(LaunchFailure.isOne(new OutOfMemoryError())).isFalse();
  }
}
