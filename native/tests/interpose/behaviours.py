# SPDX-License-Identifier: Apache-2.0
"""The list of behaviours: each is a function whose name is the sentence that it proves."""

BEHAVIOURS = {}
TIMEOUT, LONG_TIMEOUT = 100, 1500


class Skipped(Exception):
    """This machine lacks what the behaviour needs; the text says what."""


def behaviour(function=None, *, long=False, not_sanitized=None, timeout=None):
    """Lists a function. long: takes over 10 s. not_sanitized: why it can't run under ASan. timeout:
    the seconds after which it has failed, where it may take more than others of its kind."""
    if function is None:
        return lambda listed: behaviour(
            listed, long=long, not_sanitized=not_sanitized, timeout=timeout)
    if function.__name__ in BEHAVIOURS:
        raise ValueError(f"two behaviours are named {function.__name__}")
    function.long = long
    function.not_sanitized = not_sanitized
    function.timeout = timeout or (LONG_TIMEOUT if long else TIMEOUT)
    BEHAVIOURS[function.__name__] = function
    return function


def equal(expected, actual, what):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def holds(condition, what):
    if not condition:
        raise AssertionError(what)
