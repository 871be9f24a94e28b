// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spawnrisk.Lines;
import io.github.spawnrisk.report.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplainerTest {
  private static final String JDK_FORK =
      "Drop -Djdk.lang.Process.launchMechanism=FORK: the default, POSIX_SPAWN, copies nothing.";
  private static final String SERVICE = Lines.of("service.jsonl").get(1);
  private static final String BATCH = Lines.of("killed_inside_fork.jsonl").get(0);
  private static final String REFUSED = Lines.of("refused.jsonl").get(0);

  private static Explanation explain(String line, String code) {
    Row row = Lines.reportOf(List.of(line)).rows().get(0);
    return Explainer.explain(row, row.findings().get(code));
  }

  /** The batch program's line with another reason. */
  private static String with(String reason) {
    return BATCH.replaceFirst("\"reasons\":\\[[^]]*]", "\"reasons\":[" + reason + "]");
  }

  @Test
  void oomPossibleNamesNeedAndCgroup() {
    assertThat(explain(SERVICE, "OOM_POSSIBLE").summary())
        .isEqualTo(
            "The copy can come to need 1.1 GiB; cgroup /spawnrisk/service can give 364.0 MiB.");
  }

  @Test
  void ofAForkByALibraryInAJvmTheLaunchMechanismIsNoRemedy() {
    String byLibrary =
        SERVICE.replaceFirst(
            "\"stack\":\\[.*?\"com.acme", "\"stack\":[\"com.acme.Zip.pack\",\"com.acme");
    String byTheJvm =
        SERVICE
            .replaceFirst("\"jvm\":\\{", "\"jvm\":{\"vm_own\":true,")
            .replaceFirst("\"stack\":\\[[^]]*]", "\"stack\":[]");

    assertThat(explain(SERVICE, "OOM_POSSIBLE").remedies()).contains(JDK_FORK);
    assertThat(explain(byLibrary, "OOM_POSSIBLE").remedies())
        .doesNotContain(JDK_FORK)
        .anyMatch(remedy -> remedy.contains("posix_spawn or vfork"));
    assertThat(explain(byTheJvm, "OOM_POSSIBLE").remedies())
        .doesNotContain(JDK_FORK)
        .noneMatch(remedy -> remedy.contains("posix_spawn or vfork"));
  }

  @Test
  void oomKilledNamesItsEvidence() {
    String killed =
        with(
            "{\"code\":\"OOM_KILLED\",\"level\":\"critical\",\"source\":\"oom_kill of its own"
                + " cgroup\"}");

    assertThat(explain(killed, "OOM_KILLED").summary())
        .isEqualTo(
            "The OOM killer ended a child of this fork, as far as oom_kill of its own cgroup"
                + " tells.");
    assertThat(explain(killed, "OOM_KILLED").explanation()).doesNotContain("another process may");
  }

  @Test
  void oomKilledByTheMachinesCountIsOnlyPossible() {
    String killed =
        with("{\"code\":\"OOM_KILLED\",\"level\":\"notice\",\"source\":\"/proc/vmstat oom_kill\"}");

    assertThat(explain(killed, "OOM_KILLED").explanation()).contains("another process may have");
  }

  @Test
  void oomKilledByTheKernelsLogSpeaksOfItsLineAndOfNoCount() {
    String killed =
        with(
            "{\"code\":\"OOM_KILLED\",\"level\":\"critical\",\"source\":\"kernel log, Killed"
                + " process\"}");

    assertThat(explain(killed, "OOM_KILLED").explanation())
        .contains("the kernel's log says that the OOM killer ended it")
        .doesNotContain("rose while it lived");
  }

  @Test
  void noExecTellsHowManyThreadsTheParentHad() {
    String lived =
        with("{\"code\":\"NO_EXEC\",\"level\":\"notice\",\"need\":2000000000,"
                + "\"have\":100000000,\"source\":\"measured\"}")
            .replaceFirst("\"threads\":\\d+", "\"threads\":37");

    assertThat(explain(lived, "NO_EXEC").summary())
        .isEqualTo(
            "A child of this fork went on for 2000.0 ms with a copy of a process of 37 threads.");
    assertThat(explain(lived, "NO_EXEC").remedies()).hasSize(1);
  }

  @Test
  void noExecThatAParentTellsIsNoMoreThanABound() {
    String reaped =
        with(
            "{\"code\":\"NO_EXEC\",\"level\":\"notice\",\"need\":2000000000,"
                + "\"have\":100000000,\"source\":\"until reaped\"}");

    assertThat(explain(reaped, "NO_EXEC").summary())
        .startsWith("A child of this fork went on for up to 2000.0 ms with a copy");
    assertThat(explain(reaped, "NO_EXEC").need())
        .contains("how long after the call at 2026-01-31T12:01:00Z it was reaped");
  }

  @Test
  void oomPossibleShowsWhatEarlierCopiesMayStillCopy() {
    String living =
        SERVICE.replaceFirst(
            "\"risk\":", "\"living_copies\":{\"count\":3,\"uncopied\":1048576},\"risk\":");

    assertThat(explain(living, "OOM_POSSIBLE").need())
        .endsWith(
            "and page tables (1.4 MiB) and what earlier copies (3 of them still live) may yet copy"
                + " (1.0 MiB, by /proc/<pid>/stat of each) (/proc/4711/status: RssAnon, VmSwap,"
                + " VmPTE, read 2026-01-31T12:00:00Z, before the call)");
  }

  @Test
  void anOomGroupThatIsNotKnownIsNotTakenForNone() {
    String unknown = SERVICE.replace("\"oom_group\":true,", "").replace(",\"oom_group\":true", "");

    assertThat(explain(SERVICE, "OOM_POSSIBLE").explanation()).doesNotContain("is not known");
    assertThat(explain(unknown, "OOM_POSSIBLE").explanation())
        .contains("Whether memory.oom.group is set is not known");
  }

  @Test
  void oomPossibleNeverClaimsWhoDies() {
    assertThat(explain(SERVICE, "OOM_POSSIBLE").explanation())
        .contains("ends this process or its child");
  }

  @Test
  void oomPossibleShowsItsArithmeticWhereItWasReadAndWhen() {
    Explanation words = explain(SERVICE, "OOM_POSSIBLE");

    assertThat(words.need())
        .isEqualTo(
            "1.1 GiB: private memory that the copy can make its own (1.1 GiB), and page tables (2.4"
                + " MiB) (/proc/4711/status: RssAnon, VmSwap, VmPTE, read 2026-01-31T12:00:00Z,"
                + " before the call)");
    assertThat(words.have())
        .isEqualTo(
            "364.0 MiB: what is left: limit 1.5 GiB - usage 1.2 GiB (memory.current) + reclaimable"
                + " 12.0 MiB (memory.stat) + swap 0 bytes (cgroup /spawnrisk/service memory.max,"
                + " read 2026-01-31T12:00:00Z, before the call)");
  }

  @Test
  void aCopyWhosePageTablesAloneExceedWhatIsLeftIsToldToDieInsideTheCall() {
    String tables =
        with(
            "{\"code\":\"OOM_POSSIBLE\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":4096,\"source\":\"/proc/meminfo MemAvailable+SwapFree\"}");

    assertThat(explain(tables, "OOM_POSSIBLE").explanation())
        .contains("comes while the process is inside fork, and no ENOMEM comes back");
    assertThat(explain(SERVICE, "OOM_POSSIBLE").explanation()).doesNotContain("inside fork");
  }

  @Test
  void memoryHighIsSaidToSlowAndNotToKill() {
    String high =
        with("{\"code\":\"THROTTLE_POSSIBLE\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":1048576,\"source\":\"cgroup /spawnrisk memory.high\"}")
            .replace(
                "\"oom_group\":true",
                "\"oom_group\":true,\"high\":2147483648,\"high_used\":2146435072");

    Explanation words = explain(high, "THROTTLE_POSSIBLE");

    assertThat(words.summary())
        .isEqualTo(
            "The copy can come to need 3.0 GiB; cgroup /spawnrisk gives 1.0 MiB before memory.high"
                + " slows it.");
    assertThat(words.need()).contains("/proc/955/status: RssAnon, VmSwap, VmPTE, read 2026");
    assertThat(words.have())
        .isEqualTo(
            "1.0 MiB: what is left: memory.high 2.0 GiB - memory.current less what reclaim gives"
                + " back 2.0 GiB (cgroup /spawnrisk memory.high, read 2026-01-31T12:01:00Z, before"
                + " the call)");
    assertThat(words.explanation())
        .contains("the kernel kills nobody for that")
        .contains("slowed inside fork already");
    assertThat(words.remedies()).contains("Raise memory.high of cgroup /spawnrisk by 3.0 GiB.");
  }

  @Test
  void ofAPathThatIsNotWholeTheGroupAndItsFileAreToldAllTheSame() {
    String high =
        with("{\"code\":\"THROTTLE_POSSIBLE\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":1048576,\"source\":\"cgroup ODD memory.high\"}")
            .replace("ODD", "...\\ufffd a\\\\x2db.slice")
            .replace(
                "\"oom_group\":true",
                "\"oom_group\":true,\"high\":2147483648,\"high_used\":2146435072");

    Explanation words = explain(high, "THROTTLE_POSSIBLE");

    assertThat(words.have())
        .startsWith("1.0 MiB: what is left: memory.high 2.0 GiB - memory.current less what")
        .contains("(cgroup ...\ufffd a\\x2db.slice memory.high, read");
    assertThat(words.remedies())
        .contains("Raise memory.high of cgroup ...\ufffd a\\x2db.slice by 3.0 GiB.");
  }

  @Test
  void whereALimitIsExceededAlreadyTheRemedyMakesUpForThatToo() {
    String full =
        with("{\"code\":\"THROTTLE_POSSIBLE\",\"level\":\"warning\",\"need\":1073741824,"
                + "\"have\":0,\"source\":\"cgroup /spawnrisk memory.high\"}")
            .replace(
                "\"oom_group\":true",
                "\"oom_group\":true,\"high\":2147483648,\"high_used\":3221225472");
    String limit =
        SERVICE
            .replaceFirst("\"usage\":[0-9]+", "\"usage\":2684354560")
            .replace("\"have\":381681664", "\"have\":0");

    assertThat(explain(full, "THROTTLE_POSSIBLE").remedies())
        .contains("Raise memory.high of cgroup /spawnrisk by 2.0 GiB.");
    assertThat(explain(limit, "OOM_POSSIBLE").remedies())
        .contains("Raise memory.max of cgroup /spawnrisk/service by 2.1 GiB.");
  }

  @Test
  void oomLikelyTellsWhatEarlierChildrenCopied() {
    String likely =
        SERVICE
            .replace(
                "\"reasons\":[",
                "\"reasons\":[{\"code\":\"OOM_LIKELY\",\"level\":\"critical\",\"need\":524288000,"
                    + "\"have\":381681664,\"source\":\"cgroup memory.max\"},")
            .replace(
                "\"threads\":", "\"earlier\":{\"children\":7,\"copied\":523239424},\"threads\":");

    Explanation words = explain(likely, "OOM_LIKELY");

    assertThat(words.summary())
        .contains("a copy comes to 500.0 MiB; cgroup /spawnrisk/service can give 364.0 MiB");
    assertThat(words.need())
        .isEqualTo(
            "500.0 MiB: the usual copy (499.0 MiB) of those of the 7 earlier children of this call"
                + " that were measured (by each itself, Private_Dirty of its"
                + " /proc/self/smaps_rollup, at its end, before 2026-01-31T12:00:00Z), and the page"
                + " tables that a copy gets at once (1.0 MiB, of VmPTE, read"
                + " 2026-01-31T12:00:00Z)");
    assertThat(words.have()).contains("(cgroup /spawnrisk/service memory.max, read 2026");
    assertThat(words.explanation())
        .contains("this process or its child: nobody can say which")
        .contains("whole container dies");
    assertThat(words.remedies())
        .contains("Raise memory.max of cgroup /spawnrisk/service by 136.0 MiB.");
  }

  @Test
  void childFootprintTellsWhatTheProgramUsuallyTakes() {
    String large =
        with(
            "{\"code\":\"CHILD_FOOTPRINT\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":1073741824,\"source\":\"/proc/meminfo MemAvailable+SwapFree\"}");

    Explanation words = explain(large, "CHILD_FOOTPRINT");

    assertThat(words.summary())
        .isEqualTo("This program usually comes to 3.0 GiB; the system can give 1.0 GiB.");
    assertThat(words.explanation()).contains("the program needs memory of its own");
    assertThat(words.remedies().get(1)).startsWith("Free 2.0 GiB");
  }

  @Test
  void inAJvmBelowALimitTheHeapIsToLeaveWhatChildrenUsuallyTake() {
    String footprint =
        SERVICE
            .replaceFirst(
                "\"reasons\":\\[[^]]*]",
                "\"reasons\":[{\"code\":\"CHILD_FOOTPRINT\",\"level\":\"warning\",\"need\":524288000,\"have\":381681664,\"source\":\"cgroup"
                    + " /spawnrisk/service memory.max\"}]")
            .replace("\"heap_committed\":1073741824", "\"heap_committed\":1063256064");

    String remedy =
        "Leave 500.0 MiB for children when choosing -Xmx: lower it by 146.0 MiB (136.0 MiB that are"
            + " lacking, and 10.0 MiB by which the heap may yet grow).";
    assertThat(explain(footprint, "CHILD_FOOTPRINT").remedies()).contains(remedy);
    assertThat(
            explain(footprint.replaceFirst("\"jvm\":.*", "\"x\":{}}"), "CHILD_FOOTPRINT")
                .remedies())
        .noneMatch(other -> other.contains("-Xmx"));
    assertThat(
            explain(
                    footprint.replace("\"heap_max\":1073741824", "\"heap_max\":104857600"),
                    "CHILD_FOOTPRINT")
                .remedies())
        .noneMatch(other -> other.contains("-Xmx"));
  }

  @Test
  void forkStallSaysWhenItIsKnownFromEarlierForks() {
    String learned =
        with("{\"code\":\"FORK_STALL\",\"level\":\"warning\",\"need\":200000000,"
                + "\"have\":100000000,\"source\":\"/proc/self/status VmPTE, earlier forks\"}")
            .replace("\"threads\":", "\"stall_rate\":8123,\"threads\":");

    assertThat(explain(learned, "FORK_STALL").explanation())
        .contains("predicted from")
        .contains("at 8.3 ms for each MiB: the rate of this process's earlier forks.");
  }

  @Test
  void nobodyIsNamedAsTheVictimAndWhatChangesItIsOffered() {
    String alone = SERVICE.replace("\"oom_group\":true", "\"oom_group\":false");

    assertThat(explain(alone, "OOM_POSSIBLE").remedies())
        .anyMatch(remedy -> remedy.contains("raise the child's oom_score_adj"));
    assertThat(explain(SERVICE, "OOM_POSSIBLE").remedies())
        .anyMatch(remedy -> remedy.contains("clear memory.oom.group"));
  }

  @Test
  void oomPossibleSaysWhereTheWholeContainerDies() {
    String alone = SERVICE.replace("\"oom_group\":true", "\"oom_group\":false");

    assertThat(explain(SERVICE, "OOM_POSSIBLE").explanation()).contains("whole container dies");
    assertThat(explain(alone, "OOM_POSSIBLE").explanation()).doesNotContain("whole container");
  }

  @Test
  void oomPossibleSaysByHowMuchToRaiseTheNamedLimit() {
    assertThat(explain(SERVICE, "OOM_POSSIBLE").remedies())
        .startsWith(JDK_FORK, "Raise memory.max of cgroup /spawnrisk/service by 762.4 MiB.")
        .hasSize(3);
  }

  @Test
  void oomPossibleOfTheSystemAsksForMemoryNotForACgroup() {
    String system =
        with(
            "{\"code\":\"OOM_POSSIBLE\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":1073741824,\"source\":\"/proc/meminfo MemAvailable+SwapFree\"}");

    assertThat(explain(system, "OOM_POSSIBLE").remedies())
        .contains("Free 2.0 GiB, or add that much memory or swap to the machine.");
  }

  @Test
  void aForkThatIsNoJvmsIsToldOfPosixSpawn() {
    assertThat(explain(BATCH, "OOM_POSSIBLE").remedies().get(0)).contains("posix_spawn or vfork");
  }

  @Test
  void redisIsToldToLeaveMemoryFreeForItsSave() {
    String redis = BATCH.replace("\"batch\"", "\"redis-server\"");

    assertThat(explain(redis, "OOM_POSSIBLE").remedies().get(0))
        .startsWith("Leave 1.1 GiB free before a BGSAVE");
  }

  @Test
  void commitRefusedHasTheSumOfWhatIsLeft() {
    String refused =
        REFUSED.replace(
            "\"committed\":11600000000", "\"committed\":11600000000,\"commit_reserves\":8388608");

    assertThat(explain(refused, "COMMIT_REFUSED").have())
        .contains(
            "CommitLimit 11.8 GiB - Committed_AS 10.8 GiB - reserves 8.0 MiB"
                + " (/proc/meminfo CommitLimit, read 2026-01-31T12:02:01Z, before the call)");
  }

  @Test
  void commitRefusedByTheStrictPolicyAsksForAHigherLimit() {
    Explanation words = explain(REFUSED, "COMMIT_REFUSED");

    assertThat(words.explanation()).contains("vm.overcommit_memory is 2");
    assertThat(words.remedies())
        .contains(JDK_FORK)
        .anyMatch(remedy -> remedy.startsWith("Raise the limit by 1.1 GiB at least"));
  }

  @Test
  void commitRefusedByTheDefaultPolicySpeaksOfTheLargestArea() {
    String guess = REFUSED.replace("/proc/meminfo CommitLimit", "/proc/meminfo MemTotal+SwapTotal");

    Explanation words = explain(guess, "COMMIT_REFUSED");

    assertThat(words.explanation()).contains("no single area may exceed RAM plus swap");
    assertThat(words.need()).contains("the largest area");
  }

  @Test
  void commitRefusedTellsRedisToSetOvercommitMemory() {
    String redis =
        with("{\"code\":\"COMMIT_REFUSED\",\"level\":\"critical\",\"need\":3221225472,"
                + "\"have\":7,\"source\":\"/proc/meminfo CommitLimit\"}")
            .replace("\"batch\"", "\"redis-server\"");

    assertThat(explain(redis, "COMMIT_REFUSED").remedies().get(0))
        .startsWith("Set vm.overcommit_memory=1");
  }

  @Test
  void commitNearSaysThatALittleMoreIsRefused() {
    String near =
        with(
            "{\"code\":\"COMMIT_NEAR\",\"level\":\"notice\",\"need\":3221225472,"
                + "\"have\":3221225479,\"source\":\"/proc/meminfo CommitLimit\"}");

    assertThat(explain(near, "COMMIT_NEAR").explanation()).contains("accepts 3.0 GiB");
  }

  @Test
  void commitNearOfWhatSeemsNotToFitIsNotCertain() {
    String near =
        with(
            "{\"code\":\"COMMIT_NEAR\",\"level\":\"warning\",\"need\":3221225472,"
                + "\"have\":7,\"source\":\"/proc/meminfo CommitLimit\"}");

    assertThat(explain(near, "COMMIT_NEAR").explanation())
        .contains("returns ENOMEM. That is not certain")
        .doesNotContain("accepts");
  }

  @Test
  void forkStallIsInMillisecondsAndSpeaksOfBothHalves() {
    Explanation words = explain(SERVICE, "FORK_STALL");

    assertThat(words.summary()).contains("20.5 ms");
    assertThat(words.explanation())
        .contains("predicted from 2.4 MiB of page tables (/proc/self/status VmPTE, read 2026")
        .contains("8.4 ms, as other machines take, for each MiB")
        .contains("each of 287,744 pages faults once more");
  }

  @Test
  void forkStallSaysWhereItWasMeasured() {
    String measured = SERVICE.replace("/proc/self/status VmPTE", "measured");

    Explanation words = explain(measured, "FORK_STALL");

    assertThat(words.explanation()).contains("how long the call took");
    assertThat(words.need()).isEqualTo("20.5 ms: the stop (measured)");
    assertThat(words.explanation())
        .contains("2.4 MiB of page tables can have taken of it (VmPTE, read 2026")
        .doesNotContain("for each MiB");
    assertThat(words.have()).isEqualTo("10.0 ms: the threshold");
  }

  @Test
  void processLimitNamesTheCgroupAndItsLimit() {
    String pids =
        with(
            "{\"code\":\"PROCESS_LIMIT\",\"level\":\"warning\",\"need\":1019,\"have\":1024,"
                + "\"source\":\"cgroup /jobs/7 pids.max\"}");

    Explanation words = explain(pids, "PROCESS_LIMIT");

    assertThat(words.summary())
        .isEqualTo(
            "cgroup /jobs/7 allows 1,024 processes and threads; with this fork there are 1,019.");
    assertThat(words.remedies().get(0)).startsWith("Raise pids.max of cgroup /jobs/7");
  }

  @Test
  void processLimitOfAUserNamesTheResourceLimit() {
    String user =
        with(
            "{\"code\":\"PROCESS_LIMIT\",\"level\":\"critical\",\"need\":21,\"have\":20,"
                + "\"source\":\"RLIMIT_NPROC\"}");

    Explanation words = explain(user, "PROCESS_LIMIT");

    assertThat(words.summary()).startsWith("RLIMIT_NPROC allows 20 processes");
    assertThat(words.explanation()).contains("of the user");
    assertThat(words.remedies().get(0)).startsWith("Raise RLIMIT_NPROC");
  }

  @Test
  void hugetlbCopySaysHowManyHugePagesAreMissing() {
    String huge =
        with(
            "{\"code\":\"HUGETLB_COPY\",\"level\":\"warning\",\"need\":8388608,"
                + "\"have\":2097152,\"source\":\"/proc/meminfo HugePages_Free-HugePages_Rsvd\"}");

    Explanation words = explain(huge, "HUGETLB_COPY");

    assertThat(words.explanation()).contains("SIGBUS");
    assertThat(words.remedies()).anyMatch(remedy -> remedy.contains("huge pages for 6.0 MiB more"));
  }

  @Test
  void pinnedCopySaysHowMuchIsCopiedAtOnce() {
    String pinned =
        with(
            "{\"code\":\"PINNED_COPY\",\"level\":\"notice\",\"need\":16777216,"
                + "\"have\":1048576,\"source\":\"/proc/self/status VmPin\"}");

    assertThat(explain(pinned, "PINNED_COPY").summary()).contains("copies 16.0 MiB of pinned");
    assertThat(explain(pinned, "PINNED_COPY").need())
        .contains("(/proc/self/status VmPin, read 2026");
  }

  @Test
  void descriptorLeakGivesAnExample() {
    String leak =
        with(
            "{\"code\":\"FD_LEAK\",\"level\":\"notice\",\"need\":3,"
                + "\"source\":\"listening socket 7\"}");

    Explanation words = explain(leak, "FD_LEAK");

    assertThat(words.summary()).contains("gets 3 of").contains("listening socket 7");
    assertThat(words.explanation()).doesNotContain("There are more");
    assertThat(words.need()).isEmpty();
    assertThat(words.remedies().get(0)).contains("O_CLOEXEC");
  }

  @Test
  void pipesOfAProcessThatIsBeingStartedKeepItsReaderWaiting() {
    String leak =
        with(
            "{\"code\":\"FD_LEAK\",\"level\":\"notice\",\"need\":3,"
                + "\"source\":\"pipes of a Java process that is being started\"}");

    Explanation words = explain(leak, "FD_LEAK");

    assertThat(words.summary())
        .isEqualTo(
            "The child of this fork gets both ends of 3 pipes of a Java process that is being"
                + " started.");
    assertThat(words.explanation()).contains("whoever reads").doesNotContain("listening socket");
    assertThat(words.remedies()).hasSize(1);
    assertThat(words.remedies().get(0)).contains("close_range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":\"REFUSED\",\"level\":\"critical\",\"source\":\"EAGAIN\"}",
        "{\"code\":\"FD_LEAK\",\"level\":\"notice\",\"need\":3,\"source\":\"pipe 7\"}",
        "{\"code\":\"HELPER_MISMATCH\",\"level\":\"warning\",\"source\":\"jspawnhelper is"
            + " missing\"}",
        "{\"code\":\"MECHANISM_AT_RISK\",\"level\":\"notice\",\"source\":\"a property\"}",
        "{\"code\":\"OOM_KILLED\",\"level\":\"critical\",\"source\":\"kernel log, Killed process\"}"
      })
  void aReasonWithoutTwoNumbersSaysWhenItsCallWasMade(String reason) {
    String code = reason.replaceFirst("^.\"code\":\"([A-Z_]+)\".*", "$1");

    assertThat(explain(with(reason), code).explanation())
        .endsWith("The call that this tells of was made at 2026-01-31T12:01:00Z.");
  }

  @Test
  void descriptorLeakSaysWhereOnlySomeWereLookedAt() {
    String leak =
        with("{\"code\":\"FD_LEAK\",\"level\":\"notice\",\"need\":88,\"source\":\"pipe 3\"}")
            .replace(
                "\"copies_memory\"",
                "\"inherited_descriptors\":88,\"inherited_descriptors_partial\":true,"
                    + "\"copies_memory\"");

    assertThat(explain(leak, "FD_LEAK").explanation())
        .contains("There may be more: so many are open that not all were looked at.");
  }

  @Test
  void aPinnedMechanismNamesThePropertyToDrop() {
    String pinned =
        with(
            "{\"code\":\"MECHANISM_AT_RISK\",\"level\":\"notice\","
                + "\"source\":\"jdk.lang.Process.launchMechanism\"}");

    Explanation words = explain(pinned, "MECHANISM_AT_RISK");

    assertThat(words.need()).isEmpty();
    assertThat(words.remedies().get(0))
        .startsWith("Drop -Djdk.lang.Process.launchMechanism=VFORK: ");
  }

  private static Explanation ofHelper(String what) {
    return explain(
        with("{\"code\":\"HELPER_MISMATCH\",\"level\":\"warning\",\"source\":\"" + what + "\"}"),
        "HELPER_MISMATCH");
  }

  @Test
  void aHelperOfAnotherJdkAsksForARestartAndALostOneForItsReturn() {
    Explanation replaced = ofHelper("jspawnhelper is of another version");
    Explanation lost = ofHelper("jspawnhelper is missing");

    assertThat(replaced.summary())
        .isEqualTo("This JVM can start nothing: its jspawnhelper is of another version.");
    assertThat(replaced.remedies()).singleElement().asString().startsWith("Restart this JVM");
    assertThat(lost.remedies()).singleElement().asString().startsWith("Put lib/jspawnhelper back");
  }

  @Test
  void refusedExplainsTheErrno() {
    String processes = REFUSED.replace("\"source\":\"ENOMEM\"", "\"source\":\"EAGAIN\"");

    assertThat(explain(REFUSED, "REFUSED").explanation()).contains("overcommit policy");
    assertThat(explain(processes, "REFUSED").explanation()).contains("pids.max");
  }

  @Test
  void aCodeOfALaterVersionStillHasItsNumbers() {
    String later = with("{\"code\":\"LATER\",\"level\":\"notice\",\"need\":7,\"have\":5}");

    Explanation words = explain(later, "LATER");

    assertThat(words.summary()).contains("LATER");
    assertThat(words.need()).isEqualTo("7");
  }
}
