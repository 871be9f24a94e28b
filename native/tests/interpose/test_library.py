# SPDX-License-Identifier: Apache-2.0
"""The library as a file: what it shows to the dynamic linker, and what it asks of it."""
import json
import re
import resource
import shutil
import subprocess

from behaviours import Skipped, behaviour, equal, holds

SOURCE = "native/src/interpose/functions.h"
HEADER = "native/include/spawnrisk.h"
# By which a JVM loads it.
AGENT = {"JNI_OnLoad", "Agent_OnLoad", "Agent_OnAttach"}


def output_of(*command):
    if shutil.which(command[0]) is None:
        raise Skipped(f"{command[0]} isn't installed")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def functions_of(lab, which):
    text = (lab.source / SOURCE).read_text()
    (listed,) = re.findall(rf"#define {which}\(FUNCTION\)(.+?)\n\n", text, re.DOTALL)
    return set(re.findall(r"FUNCTION\((\w+)\)", listed))


def interposed_functions(lab):
    return functions_of(lab, "INTERPOSED_FUNCTIONS")


def public_names(lab):
    """What spawnrisk.h declares at its lines' beginnings: functions and constants."""
    text = (lab.source / HEADER).read_text()
    return set(re.findall(r"^(?:int|extern const char) (spawnrisk_\w+)", text, re.MULTILINE))


@behaviour
def the_library_exports_the_doors_its_public_names_and_nothing_else(lab):
    lines = output_of("nm", "-D", "--defined-only", str(lab.library)).splitlines()
    # The versions themselves are absolute symbols. An instrumented object marks each of its own.
    names = [line.split()[-1] for line in lines if line.split()[-2] != "A"]
    exported = {name.split("@")[0] for name in names if not name.startswith("__odr_asan.")}

    doors, public = interposed_functions(lab), public_names(lab)
    sleeping = functions_of(lab, "SLEEPING_FUNCTIONS")

    holds({"fork", "vfork", "posix_spawn", "posix_spawnp"} <= doors, doors)
    holds({"poll", "nanosleep"} <= sleeping, sleeping)
    holds({"spawnrisk_assess", "spawnrisk_version"} <= public, public)
    # One more is for a program that is built with ThreadSanitizer.
    holds(exported - AGENT == doors | sleeping | public | {"__tsan_default_suppressions"}, exported)


# docs/event.md says of each that no version has written it yet.
NOT_WRITTEN = {"direct", "collector"}


def names_of_fields(schema):
    if isinstance(schema, list):
        return set().union(*map(names_of_fields, schema))
    if not isinstance(schema, dict):
        return set()
    inner = set().union(set(), *map(names_of_fields, schema.values()))
    return inner | set(schema.get("properties", {}))


@behaviour
def each_field_of_the_schema_is_one_that_the_library_writes(lab):
    schema = json.loads((lab.source / "docs/event.schema.json").read_text())
    written = set().union(*(re.findall(r'"(\w+)"', path.read_text())
                            for path in (lab.source / "native/src/event").glob("*.c")))

    equal(set(), names_of_fields(schema) - written - NOT_WRITTEN, "fields that nothing writes")


@behaviour
def the_library_needs_no_executable_stack_and_little_thread_local_storage(lab):
    headers = output_of("readelf", "-lW", str(lab.library)).splitlines()
    stack = [line.split()[-2] for line in headers if "GNU_STACK" in line]
    local = [int(line.split()[5], 16) for line in headers if line.split()[:1] == ["TLS"]]

    equal(["RW"], stack, "flags of the stack")
    # Taken from the stack of every thread of every host.
    holds(sum(local) <= 64, f"{local} bytes of thread-local storage")


@behaviour
def a_process_with_a_shadow_stack_keeps_it(lab):
    # The loader gives it up where one library does not say that it can do with one (elf/dl-cet.c).
    notes = output_of("readelf", "-nW", str(lab.library))

    holds("x86 feature: IBT, SHSTK" in notes, notes)


@behaviour(not_sanitized="it needs libasan too")
def the_library_needs_the_c_library_alone(lab):
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", output_of("readelf", "-d", str(lab.library)))

    holds(set(needed) <= {"libc.so.6"}, needed)


@behaviour(not_sanitized="a sanitizer's own memory is much more")
def a_program_whose_data_is_limited_to_two_mebibytes_runs(lab):
    limit = 2000 * 1024
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
        most = limit if kind == resource.RLIMIT_DATA else 2 * limit
        result = subprocess.run(["/bin/true"], env=lab.environment(True), capture_output=True,
                                preexec_fn=lambda: resource.setrlimit(kind, (most, most)), check=False)

        equal((0, b""), (result.returncode, result.stderr), f"limit {kind} of {most} bytes")
