# SPDX-License-Identifier: Apache-2.0
"""What keeps the lab from its work."""


class LabError(Exception):
    """The lab itself could not work: no verdict on anything."""


class CannotRun(Exception):
    """Why this machine is none for scenarios that run on it."""
