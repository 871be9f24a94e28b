# SPDX-License-Identifier: Apache-2.0
"""Kills a child that has written to MIB MiB of what it shares, once somebody has opened the FIFO.
Until then the child comes through no door: it SLEEPS in one call, or COMPUTES."""
import mmap
import os
import signal
import sys

PAGE = 4096
size, does, fifo = int(sys.argv[1]) << 20, sys.argv[2], sys.argv[3]
memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def write():
    for at in range(0, size, PAGE):
        memory[at] = (memory[at] + 1) % 256


write()
child = os.fork()
if child == 0:
    write()
    while does == "computes":
        write()
    signal.pause()
open(fifo).close()
os.kill(child, signal.SIGKILL)
os.waitpid(child, 0)
