#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# subprocess, os, pty, ctypes, and multiprocessing by each of its start methods.
set -euo pipefail
cat >spawns.py <<'END'
import ctypes, multiprocessing, os, pty, subprocess


def square(number):
    return number * number


def reap(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def plain():
    print(subprocess.run(["echo", "vfork"], capture_output=True).stdout)
    print(subprocess.run(["true"], preexec_fn=lambda: None).returncode)
    print(subprocess.run("exit 5", shell=True).returncode)
    print(subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False).communicate(b"")[0])
    try:
        subprocess.run(["/no/such/program"])
    except FileNotFoundError as error:
        print(error)
    print(os.waitstatus_to_exitcode(os.system("exit 7")))
    print(os.popen("echo popen").read())
    print(reap(os.posix_spawn("/bin/true", ["true"], {})))
    child, terminal = pty.fork()
    if child == 0:
        os._exit(8)
    print(reap(child))
    libc = ctypes.CDLL("libc.so.6")
    child = libc.fork()
    if child == 0:
        os._exit(9)
    print(reap(child), libc.system(b"exit 1") >> 8)


if __name__ == "__main__":
    plain()
    for method in "fork", "spawn", "forkserver":
        with multiprocessing.get_context(method).Pool(3) as pool:
            print(method, pool.map(square, range(10)), flush=True)
END
/usr/bin/python3 -B -u spawns.py
