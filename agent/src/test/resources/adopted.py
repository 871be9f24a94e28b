# SPDX-License-Identifier: Apache-2.0
"""Reaps two children, of which it did not make one itself, or made it before it became this program."""
import ctypes
import os
import platform
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36
CLONE_PARENT = 0x8000
SYS_CLONE = {"x86_64": 56, "aarch64": 220}
libc = ctypes.CDLL(None)


def make_an_orphan():
    """The orphan ends once its parent has."""
    parent = os.getpid()
    if os.fork() == 0:
        while os.getppid() == parent:
            os.sched_yield()
        os._exit(3)


def make_a_sibling():
    number, flags = SYS_CLONE[platform.machine()], CLONE_PARENT | signal.SIGCHLD
    if libc.syscall(*map(ctypes.c_long, (number, flags, 0, 0, 0, 0))) == 0:
        os._exit(3)


def fork_first(make):
    if os.fork() == 0:
        make()
        os._exit(0)


how = sys.argv[1]
if how == "subreaper":
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    fork_first(make_an_orphan)
elif how == "clone":
    fork_first(make_a_sibling)
elif how == "before":
    for _ in range(2):
        if os.fork() == 0:
            os._exit(3)
    os.execv(sys.executable, [sys.executable, "-B", __file__, "reap"])
for _ in range(2):
    os.wait()
