# SPDX-License-Identifier: Apache-2.0
"""The second door: a library's imports redirected, without a preload."""
from behaviours import behaviour, equal
from events import spawns

TOLD = b"""missing library: -1
imports moved: all
moved again: 0
pages made writable: 0
"""



def redirected(lab, linking):
    result = lab.run(f"redirected_{linking}", f"libcalls_doors_{linking}.so", lab.log,
                     preloaded=False)

    equal((TOLD, b"", 0), tuple(result), "result")
    equal(5, len(spawns(lab.agree())), "spawns")


@behaviour
def imports_of_a_lazily_bound_library_are_redirected(lab):
    redirected(lab, "lazy")


@behaviour
def imports_behind_full_relro_are_redirected_and_read_only_again(lab):
    redirected(lab, "relro")
