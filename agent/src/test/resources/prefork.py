# SPDX-License-Identifier: Apache-2.0
"""Forks a worker that writes to MIB MiB of what it shares, and lives until standard input ends."""
import mmap
import os
import sys

PAGE = 4096
size = int(sys.argv[1]) << 20
memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def write():
    for at in range(0, size, PAGE):
        memory[at] = (memory[at] + 1) % 256


write()
written, tells = os.pipe()
waits, lives = os.pipe()
child = os.fork()
if child == 0:
    os.close(lives)
    write()
    if len(sys.argv) > 2:
        os.dup2(waits, 0)
        os.write(tells, b"x")
        os.set_inheritable(0, True)
        os.execv(sys.argv[2], sys.argv[2:])
    os.write(tells, b"x")
    os.read(waits, 1)
    os._exit(0)
os.close(waits)
os.read(written, 1)
print(child, flush=True)
sys.stdin.read()
os.close(lives)
os.waitpid(child, 0)
