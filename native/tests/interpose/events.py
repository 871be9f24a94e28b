# SPDX-License-Identifier: Apache-2.0
"""Reads event lines as strictly as the schema is: whole lines, valid JSON, valid events."""
import json
import pathlib

import jsonschema

LONGEST_LINE = 4096


class Schema:
    def __init__(self, path):
        schema = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        kind = jsonschema.validators.validator_for(schema)
        kind.check_schema(schema)
        self._validator = kind(schema)

    def read(self, path):
        """All events of a log file; an error in any line is an AssertionError that shows it."""
        content = pathlib.Path(path).read_bytes()
        if content and not content.endswith(b"\n"):
            raise AssertionError(f"the last line is torn: {content[-200:]!r}")
        return [self._event(line) for line in content.split(b"\n")[:-1]]

    def _event(self, line):
        if len(line) + 1 > LONGEST_LINE:
            raise AssertionError(f"a line of {len(line) + 1} bytes")
        try:
            event = json.loads(line.decode("utf-8"), object_pairs_hook=_without_doubles)
            self._validator.validate(event)
        except (ValueError, jsonschema.ValidationError) as error:
            raise AssertionError(f"not an event: {line!r}: {error}") from error
        return event


def _without_doubles(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice")
    return members


def of_kind(events, kind):
    return [event for event in events if event["event"] == kind]


def spawns(events):
    return of_kind(events, "spawn")


def losses(events):
    return of_kind(events, "loss")
