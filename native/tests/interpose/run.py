# SPDX-License-Identifier: Apache-2.0
"""Lists the behaviours for CTest, or runs one of them in a folder of its own."""
import argparse
import importlib
import pathlib
import sys
import tempfile
import traceback

from behaviours import BEHAVIOURS, Skipped
from host import Laboratory

SKIPPED = 77


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="print 'name timeout', and 'long', of each")
    parser.add_argument("--sanitized", action="store_true", help="the library is built with ASan")
    parser.add_argument("--source", type=pathlib.Path, help="the root of the sources")
    parser.add_argument("--library", type=pathlib.Path)
    parser.add_argument("--hosts", type=pathlib.Path)
    parser.add_argument("--sanitizer", help="libasan, where the library needs it")
    parser.add_argument("name", nargs="?")
    return parser.parse_args()


def load_behaviours():
    for path in sorted(pathlib.Path(__file__).parent.glob("test_*.py")):
        importlib.import_module(path.stem)


def list_behaviours(sanitized):
    for name, function in BEHAVIOURS.items():
        if not (sanitized and function.not_sanitized):
            print(name, function.timeout, *(["long"] if function.long else []))
    return 0


def run(options):
    with tempfile.TemporaryDirectory(prefix="spawnrisk-") as folder:
        laboratory = Laboratory(options, pathlib.Path(folder))
        try:
            BEHAVIOURS[options.name](laboratory)
        except Skipped as reason:
            print(f"skipped: {reason}")
            return SKIPPED
        except Exception:
            traceback.print_exc()
            return 1
    return 0


def main():
    options = arguments()
    load_behaviours()
    return list_behaviours(options.sanitized) if options.list else run(options)


if __name__ == "__main__":
    sys.exit(main())
