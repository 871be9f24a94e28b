# SPDX-License-Identifier: Apache-2.0
"""Programs that this process waits for, so that none is left when it is told to end."""
import signal
import subprocess
import sys

_RUNNING = set()
_IS_OVER = []


def start(command, **more):
    """Dies with us, whatever ends us."""
    if _IS_OVER:
        raise SystemExit(128 + signal.SIGTERM)
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "nice", "-n", "10", *command], **more)
    _RUNNING.add(process)
    return process


def end(process):
    process.kill()
    process.wait()
    _RUNNING.discard(process)


def end_all_on_signals():
    def handle(number, _):
        _IS_OVER.append(number)
        for process in list(_RUNNING):
            process.kill()
        sys.exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, handle)
