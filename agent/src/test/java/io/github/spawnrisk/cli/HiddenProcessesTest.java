// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HiddenProcessesTest {
  private static final List<String> NOBODY =
      List.of("Gid:\t65534\t65534\t65534\t65534", "Groups:\t100 200 ", "CapEff:\t0000000000000000");
  private static final List<String> TRACER =
      List.of("Gid:\t7\t7\t7\t7", "Groups:\t ", "CapEff:\t0000000000080000");

  private static List<String> mount(String point, String options) {
    return List.of("22 27 0:20 / " + point + " rw,nosuid shared:12 - proc proc rw," + options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidepid=1",
        "hidepid=2",
        "hidepid=4",
        "hidepid=noaccess",
        "hidepid=invisible",
        "hidepid=ptraceable"
      })
  void hidesByEachOfTheKernelsNames(String option) {
    assertThat(HiddenProcesses.by(mount("/proc", option), NOBODY)).isEqualTo(option);
    assertThat(HiddenProcesses.by(mount("/proc", option), TRACER)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidepid=0", "hidepid=off", "relatime", "hidepid="})
  void hidesNothingWithoutTheOption(String option) {
    assertThat(HiddenProcesses.by(mount("/proc", option), NOBODY)).isNull();
  }

  @Test
  void hidesNothingByAMountElsewhereOrBelowAnother() {
    List<String> below = mount("/proc", "hidepid=invisible");
    List<String> above = mount("/proc", "relatime");

    assertThat(HiddenProcesses.by(mount("/srv/proc", "hidepid=invisible"), NOBODY)).isNull();
    assertThat(HiddenProcesses.by(List.of(below.get(0), above.get(0)), NOBODY)).isNull();
    assertThat(HiddenProcesses.by(List.of("", "22 27 - proc"), NOBODY)).isNull();
  }

  @Test
  void hidesNothingFromTheMountsGroupButWhatItCannotTrace() {
    assertThat(HiddenProcesses.by(mount("/proc", "gid=200,hidepid=invisible"), NOBODY)).isNull();
    assertThat(HiddenProcesses.by(mount("/proc", "gid=65534,hidepid=2"), NOBODY)).isNull();
    assertThat(HiddenProcesses.by(mount("/proc", "gid=20,hidepid=2"), NOBODY)).isNotNull();
    assertThat(HiddenProcesses.by(mount("/proc", "gid=200,hidepid=ptraceable"), NOBODY))
        .isEqualTo("hidepid=ptraceable");
  }
}
