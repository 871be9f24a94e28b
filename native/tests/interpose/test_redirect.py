# SPDX-License-Identifier: Apache-2.0
"""The second door: the imports of loaded libraries redirected, without a preload, and restored."""
from behaviours import behaviour, equal, holds
from events import losses, spawns

SAME = b"permissions: as before\n"
OTHER = {"lazy": "relro", "relro": "lazy"}


def redirected(lab, linking, what):
    # A sanitizer's runtime wraps dlopen, which goes by its caller's own paths.
    return lab.run(f"redirected_{linking}", f"libcalls_doors_{linking}.so",
                   f"libcalls_doors_{OTHER[linking]}.so", lab.log, what, preloaded=False,
                   options={"LD_LIBRARY_PATH": str(lab.hosts)})


def redirected_and_restored(lab, linking):
    result = redirected(lab, linking, "restore")

    told = b"imports moved: all\nmoved again: 0\n" + SAME + b"restored: all\n" + SAME + b"restored again: 0\n"
    equal((told, b"", 0), tuple(result), "result")
    equal(8, len(spawns(lab.agree())), "spawns")


@behaviour
def imports_of_a_lazily_bound_library_are_redirected_and_restored(lab):
    redirected_and_restored(lab, "lazy")


@behaviour
def imports_behind_full_relro_are_redirected_and_restored_and_read_only_again(lab):
    redirected_and_restored(lab, "relro")


@behaviour
def a_page_that_another_tool_has_left_writable_stays_so(lab):
    result = redirected(lab, "relro", "pages")

    equal((b"imports moved: all\n" + SAME + SAME, b"", 0), tuple(result), "result")
    equal(5, len(spawns(lab.agree())), "spawns")


@behaviour(not_sanitized="libasan's own posix_spawn, which has one version, comes in between")
def an_import_of_an_older_version_is_redirected_to_that_also_before_it_is_bound(lab):
    for linking in ("lazy", "relro"):
        equal((b"", b"", 0), tuple(redirected(lab, linking, "older")), f"result, {linking}")

        equal(1, len(spawns(lab.agree())), "spawns")
        for path in (lab.log, lab.witness, lab.folder / "script"):
            path.unlink()


@behaviour
def libraries_that_come_and_go_are_redirected_and_left_alone_once_they_are_gone(lab):
    result = redirected(lab, "lazy", "unload")

    equal((b"restored: all\n", b"", 0), tuple(result), "result")
    equal(300, len(spawns(lab.agree())), "spawns")


@behaviour
def a_library_that_comes_while_another_thread_redirects_is_seen_from_its_first_call_on(lab):
    result = redirected(lab, "lazy", "beside")

    equal((b"restored: all\n", b"", 0), tuple(result), "result")
    equal(300, len(spawns(lab.agree())), "spawns")


@behaviour
def imports_are_redirected_and_restored_while_threads_call_through_them_and_load_libraries(lab):
    result = redirected(lab, "relro", "load")

    equal((SAME + b"spawned: yes\n", b"", 0), tuple(result), "result")
    events = lab.events()
    equal([], losses(events), "losses")
    seen = {("fork", str(event["child_pid"])) for event in spawns(events)}
    holds(seen, "spawns seen")
    equal(5, len(lab.witnessed()), "spawns after the last restore")
    equal(set(), seen & set(lab.witnessed()), "of those seen")
