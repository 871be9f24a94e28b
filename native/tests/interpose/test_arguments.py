# SPDX-License-Identifier: Apache-2.0
"""What leaves the process of a command's arguments."""
from behaviours import behaviour, equal, holds
from events import spawns


def logged(lab, **options):
    lab.alike("arguments", options=options)
    many, long, strange, none, secret = spawns(lab.agree())
    return {"many": many, "long": long, "strange": strange, "none": none, "secret": secret}


def assert_no_secret_left(lab):
    holds(b"correct-horse" not in lab.log.read_bytes(), "the secret is in the log")


@behaviour
def arguments_stay_in_the_process_unless_asked_for(lab):
    events = logged(lab)

    equal([300, 2, 10, 0, 4], [e["argument_count"] for e in events.values()], "argument counts")
    for event in events.values():
        holds("arguments" not in event and "truncated" not in event, event)
    assert_no_secret_left(lab)


@behaviour
def arguments_that_do_not_fit_are_cut_and_the_facts_stay(lab):
    events = logged(lab, SPAWNRISK_ARGUMENTS="full")

    for event in (events["many"], events["long"]):
        equal(True, event.get("truncated"), "truncated")
        holds({"memory", "system", "risk"} <= set(event), event)
        equal("true", event["arguments"][0], "first argument")
    equal(300, events["many"]["argument_count"], "argument count")
    holds(1 < len(events["many"]["arguments"]) < 300, "some arguments are there, not all")
    cut = events["long"]["arguments"][1]
    holds(100 < len(cut) <= 350 and set(cut) == {"\u00e4"}, f"cut within a character: {cut!r}")


@behaviour
def arguments_of_any_bytes_become_valid_text(lab):
    events = logged(lab, SPAWNRISK_ARGUMENTS="full")

    arguments = events["strange"]["arguments"]
    equal('"quoted" and \\ and /', arguments[1], "quotes")
    equal("".join(map(chr, range(1, 33))), arguments[2], "control characters")
    equal({"\ufffd"}, set("".join(arguments[4:8])), "what is no UTF-8")
    equal("gr\u00fc\u00df\U0001F40E", arguments[8], "what is")
    equal("", arguments[9], "an empty argument")
    equal([], events["none"]["arguments"], "no arguments")


@behaviour
def secrets_stay_in_the_process_even_where_arguments_are_asked_for(lab):
    events = logged(lab, SPAWNRISK_ARGUMENTS="full")

    equal(["true", "--password=***", "--card", "4711"], events["secret"]["arguments"], "arguments")
    assert_no_secret_left(lab)


@behaviour
def a_pattern_tells_what_else_is_a_secret(lab):
    events = logged(lab, SPAWNRISK_ARGUMENTS="full", SPAWNRISK_REDACT="*iban*;--CARD*")

    equal(["true", "--password=***", "--card", "***"], events["secret"]["arguments"], "arguments")
    assert_no_secret_left(lab)


@behaviour
def arguments_stay_redacted_where_the_patterns_cannot_be_taken(lab):
    result = lab.run("arguments", options={"SPAWNRISK_ARGUMENTS": "full",
                                           "SPAWNRISK_REDACT": "x" * 1024})

    holds(b"SPAWNRISK_REDACT is longer than 1023 bytes" in result.stderr, result.stderr)
    for event in spawns(lab.events()):
        holds("arguments" not in event, event)
