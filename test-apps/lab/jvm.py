# SPDX-License-Identifier: Apache-2.0
"""A small JDK 17 with the agent, as a guest has it."""
import pathlib
import shutil
import subprocess

from failure import LabError

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGE = ROOT / "target/lab/jdk"
# instrument: the agent's; management: what it reads of the JVM.
MODULES = "java.base,java.instrument,java.management,jdk.management"
AGENT, CLASSES = ROOT / "agent/target/spawnrisk.jar", ROOT / "test-apps/target/classes"
SPAWNER = "io/github/spawnrisk/apps/SpawnsOnRequest.class"


def make_image():
    """Once; by jlink, with the archive of classes that makes a JVM start in half the time."""
    if (IMAGE / "complete").exists():
        return
    shutil.rmtree(IMAGE, ignore_errors=True)
    script = '. "$1/bin/lib/jdk.sh"; "$(jdk17_home)/bin/jlink" --add-modules "$2" --strip-java-debug-attributes ' \
             '--no-man-pages --no-header-files --output "$3" && "$3/bin/java" -Xshare:dump && touch "$3/complete"'
    result = subprocess.run(["bash", "-c", script, "bash", ROOT, MODULES, IMAGE], capture_output=True, text=True)
    if result.returncode != 0:
        raise LabError(f"jlink: {(result.stderr or result.stdout).strip()[-1000:]}")


def add_to(archive, libraries_of):
    for path, source in (("jvm/spawnrisk.jar", AGENT), (f"jvm/classes/{SPAWNER}", CLASSES / SPAWNER)):
        if not source.exists():
            raise LabError(f"{source} is not there: mvn package makes it")
        archive.copy(path, source)
    libraries = set()
    for path in sorted(path for path in IMAGE.rglob("*") if path.is_file()):
        archive.copy(f"jvm/{path.relative_to(IMAGE)}", path, path.stat().st_mode & 0o777)
        if path.suffix == ".so" or path.parent.name == "bin":
            libraries |= set(libraries_of(path))
    for path in libraries:
        if not path.startswith(str(IMAGE)):
            archive.copy(path.lstrip("/"), path, 0o755)
