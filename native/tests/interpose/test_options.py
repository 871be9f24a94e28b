# SPDX-License-Identifier: Apache-2.0
"""Options of the environment that are wrong: one line each, and the host runs on."""
from behaviours import behaviour, equal, holds


def told_once(lab, words, **options):
    result = lab.run("atfork", options=options)
    equal(lab.bare("atfork")[::2], result[::2], "output and status")
    equal(1, result.stderr.count(b"\n"), f"lines on standard error: {result.stderr}")
    for word in words:
        holds(word in result.stderr.decode(), f"{word!r} isn't in {result.stderr}")


@behaviour
def an_unknown_option_is_told_in_one_line(lab):
    told_once(lab, ["SPAWNRISK_LOGS", "SPAWNRISK_LOG,"], SPAWNRISK_LOGS="x")


@behaviour
def an_unknown_option_with_a_very_long_name_is_told_in_one_line(lab):
    told_once(lab, ["SPAWNRISK_XXX"], **{"SPAWNRISK_" + "X" * 500: "x"})


@behaviour
def a_wrong_value_is_told_in_one_line_and_arguments_stay_redacted(lab):
    told_once(lab, ["SPAWNRISK_ARGUMENTS", "all", "redacted", "full"], SPAWNRISK_ARGUMENTS="all")

    holds("arguments" not in lab.events()[0], "arguments were logged")


@behaviour
def a_value_with_control_characters_cannot_forge_a_second_line(lab):
    told_once(lab, ["SPAWNRISK_ARGUMENTS"], SPAWNRISK_ARGUMENTS="a\nb\x1b[31m")


@behaviour
def options_of_the_java_agent_are_no_news_to_the_library(lab):
    lab.alike("atfork", options={"SPAWNRISK_REPORT": "-", "SPAWNRISK_WEAVE": "eager"})


@behaviour
def what_kubernetes_sets_for_a_service_of_our_name_is_no_option(lab):
    lab.alike("atfork", options={"SPAWNRISK_SERVICE_HOST": "10.0.0.1", "SPAWNRISK_PORT": "tcp://x",
                                 "SPAWNRISK_PORT_80_TCP_ADDR": "10.0.0.1"})
