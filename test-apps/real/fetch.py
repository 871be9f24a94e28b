# SPDX-License-Identifier: Apache-2.0
"""Fetches a URL some times, the first time as soon as somebody answers, and prints what differs."""
import sys
import time
import urllib.error
import urllib.request

url, times = sys.argv[1], int(sys.argv[2])
answers, deadline = [], time.monotonic() + 30
while len(answers) < times:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answers.append((answer.status, answer.read()))
    except (urllib.error.URLError, ConnectionError) as error:
        if answers or time.monotonic() > deadline:
            sys.exit(f"{url}: {error}")
        time.sleep(0.1)
print(len(answers), sorted(set(answers)))
