# SPDX-License-Identifier: Apache-2.0
"""The lab's own account: which wrong cells are excused, and that what did not run is no success."""
import contextlib
import io
import pathlib
import sys
import unittest
from unittest import mock

sys.dont_write_bytecode = True

import scenarios  # noqa: E402
from account import EXCUSED, FAILED, OK, SKIPPED, Result, judge, sum_up, tell  # noqa: E402
from failure import CannotRun  # noqa: E402
from host import Host  # noqa: E402
from known import FALSE_ALARM, KNOWN, MISSED, Known  # noqa: E402
from outcome import Run  # noqa: E402
from scenario import LIVES, LIVES_OR_KILLED, POSSIBLE, REFUSED, Scenario  # noqa: E402
from verdict import Cell  # noqa: E402


def result(expect, *codes, said=(), not_assessed=()):
    """Of a fork that was warned of by these codes."""
    reasons = [{"code": code, "level": "critical"} for code in codes]
    asked = {"event": "warning", "spawn": "1.2.3", "copies_memory": True, "risk": {"reasons": reasons, "not_assessed": list(not_assessed)}}
    run = Run("strict/odd", said=["calls", *said], events=[asked], ended=True)
    return Result(Scenario("strict/odd", scenarios.UNIFIED, (), expect), "6.1.0", run)


def known(question, kind):
    return {"strict/odd": Known(Cell(question, *kind), "a cause")}


class WrongCells(unittest.TestCase):
    MISSED_REFUSAL = result(REFUSED, said=["refused ENOMEM"])
    FALSE_REFUSAL = result(LIVES, "COMMIT_REFUSED")

    def test_a_wrong_cell_that_is_not_known_is_a_failure(self):
        self.assertEqual(FAILED, judge(self.MISSED_REFUSAL, {})[0])

    def test_the_very_cell_that_is_known_is_excused(self):
        self.assertEqual(EXCUSED, judge(self.MISSED_REFUSAL, known("COMMIT_REFUSED", MISSED))[0])

    def test_the_other_kind_of_wrong_is_not(self):
        self.assertEqual(FAILED, judge(self.FALSE_REFUSAL, known("COMMIT_REFUSED", MISSED))[0])

    def test_nor_is_another_code(self):
        self.assertEqual(FAILED, judge(self.FALSE_REFUSAL, known("OOM_POSSIBLE", FALSE_ALARM))[0])

    def test_nor_is_one_more_wrong_cell(self):
        both = result(LIVES, "COMMIT_REFUSED", "OOM_POSSIBLE")
        self.assertEqual(FAILED, judge(both, known("COMMIT_REFUSED", FALSE_ALARM))[0])

    def test_what_is_right_again_fails_until_it_is_no_more_known(self):
        word, lines = judge(result(LIVES), known("COMMIT_REFUSED", FALSE_ALARM))
        self.assertEqual(FAILED, word)
        self.assertIn("is no more 'predicted, did not happen'", lines[0])

    def test_what_comes_and_goes_is_excused_when_it_comes_and_ok_when_not(self):
        at_times = {"strict/odd": Known(Cell("COMMIT_REFUSED", *MISSED), "a cause", comes_each_time=False)}
        self.assertEqual(EXCUSED, judge(self.MISSED_REFUSAL, at_times)[0])
        self.assertEqual(OK, judge(result(LIVES), at_times)[0])
        self.assertEqual(FAILED, judge(self.FALSE_REFUSAL, at_times)[0])

    def test_where_either_may_come_it_has_to_be_told_that_nobody_knows(self):
        self.assertEqual(FAILED, judge(result(LIVES_OR_KILLED), {})[0])
        self.assertEqual(OK, judge(result(LIVES_OR_KILLED, not_assessed=["OOM_POSSIBLE"]), {})[0])
        self.assertEqual(FAILED, judge(result(LIVES_OR_KILLED, not_assessed=["OOM_POSSIBLE"],
                                              said=["refused ENOMEM"]), {})[0])

    def test_what_is_right_is_ok(self):
        self.assertEqual(OK, judge(result(POSSIBLE, "OOM_POSSIBLE"), {})[0])

    def test_each_known_cell_is_of_a_scenario(self):
        self.assertEqual(set(), set(KNOWN) - {scenario.name for scenario in scenarios.ALL})


class Counts(unittest.TestCase):
    SKIP = Result(Scenario("host/any", scenarios.HOST, (), LIVES), "host", skipped="only root may make cgroups")

    def sum_up(self, *told):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(err):
            status = sum_up(told, out)
        return status, out.getvalue(), err.getvalue()

    def test_what_was_skipped_is_told_with_its_reason_and_counted(self):
        stream = io.StringIO()
        self.assertEqual(SKIPPED, tell(self.SKIP, stream))
        self.assertEqual("skipped host host/any: only root may make cgroups\n", stream.getvalue())
        status, out, _ = self.sum_up((self.SKIP, SKIPPED), (result(LIVES), OK))
        self.assertEqual(0, status)
        self.assertEqual("skipped: 1 scenarios on this machine, for only root may make cgroups\n"
                         "1 passed, 0 failed, 1 skipped\n", out)

    def test_that_nothing_ran_is_no_success_and_says_what_is_missing(self):
        status, out, err = self.sum_up((self.SKIP, SKIPPED))
        self.assertEqual(2, status)
        self.assertTrue(out.endswith("\n0 passed, 0 failed, 1 skipped\n"), out)
        self.assertEqual("lab: nothing ran: only root may make cgroups\n", err)

    def test_a_kernel_that_none_of_the_scenarios_is_for_is_no_success(self):
        self.assertEqual(2, self.sum_up()[0])

    def test_a_failure_counts_more(self):
        self.assertEqual(1, self.sum_up((self.SKIP, SKIPPED), (result(REFUSED), FAILED))[0])

    def test_who_may_make_no_cgroups_is_told_so(self):
        with mock.patch("host.os.geteuid", return_value=1000):
            with self.assertRaisesRegex(CannotRun, "only root may make cgroups"):
                Host(pathlib.Path("/nowhere")).run("", scenarios.HOST)


if __name__ == "__main__":
    unittest.main()
