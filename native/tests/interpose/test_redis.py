# SPDX-License-Identifier: Apache-2.0
"""Redis measures its own copy by the same figure: its log and ours agree."""
import shutil
import subprocess
import time

from behaviours import Skipped, behaviour, equal, holds
from events import of_kind, spawns

KEYS, BYTES = 30000, 1000
# Microseconds that a save waits after each key, so that it lasts while keys are overwritten.
DELAY = 20


class Redis:
    def __init__(self, lab):
        self.socket = str(lab.folder / "redis.sock")
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "",
             "--dir", str(lab.folder), "--daemonize", "no"],
            env=lab.environment(True), stdout=subprocess.DEVNULL)

    def __enter__(self):
        self.wait_until(lambda: self.ask("PING") == "PONG")
        return self

    def __exit__(self, *unused):
        self.ask("SHUTDOWN", "NOSAVE")
        self.process.wait(timeout=30)

    def wait_until(self, holds_now):
        for _ in range(600):
            if holds_now():
                return
            time.sleep(0.1)
        raise AssertionError("Redis took more than a minute")

    def ask(self, *words):
        answer = subprocess.run(["redis-cli", "-s", self.socket, *words], check=False,
                                capture_output=True, text=True)
        return answer.stdout.strip()

    def info(self, name):
        lines = self.ask("INFO", "persistence").splitlines()
        return int(next(line for line in lines if line.startswith(name + ":")).split(":")[1])

    def overwrite_keys(self, count):
        subprocess.run(["redis-benchmark", "-s", self.socket, "-t", "set", "-r", str(KEYS), "-d",
                        str(BYTES), "-n", str(count), "-P", "16", "-q"], check=True,
                       stdout=subprocess.DEVNULL)


@behaviour(not_sanitized="Redis does not know libasan")
def the_measured_copy_of_a_redis_save_is_redis_own_figure(lab):
    if not all(map(shutil.which, ("redis-server", "redis-cli", "redis-benchmark"))):
        raise Skipped("redis-server and redis-tools aren't installed")
    with Redis(lab) as redis:
        redis.overwrite_keys(3 * KEYS)
        redis.ask("CONFIG", "SET", "rdb-key-save-delay", str(DELAY))
        redis.ask("BGSAVE")
        redis.overwrite_keys(KEYS // 4)
        redis.wait_until(lambda: redis.info("rdb_bgsave_in_progress") == 0)
        told = redis.info("rdb_last_cow_size")

    events = lab.events()
    # It sleeps between two keys, and may be measured then.
    (copy,) = (event for event in of_kind(events, "copy") if "goes_on" not in event)
    (spawn,) = (event for event in spawns(events) if event["id"] == copy["spawn"])
    print(f"Redis: {told}, measured: {copy['measured_copy']}")
    equal("fork", spawn["call"], "call")
    holds(told > 16 << 20, "too little was copied for a comparison")
    holds(abs(copy["measured_copy"] - told) <= told / 10, copy)
    (end,) = (event for event in of_kind(events, "exit") if event["spawn"] == copy["spawn"])
    equal(0, end["status"], "status of the save")
