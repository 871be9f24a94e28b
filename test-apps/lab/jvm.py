# SPDX-License-Identifier: Apache-2.0
"""A small JDK with the agent, as a guest has it."""
import pathlib
import shutil
import subprocess
import threading

from failure import CannotRun, LabError

ROOT = pathlib.Path(__file__).resolve().parents[2]
# instrument: the agent's; management: what it reads of the JVM.
MODULES = "java.base,java.instrument,java.management,jdk.management"
AGENT, CLASSES = ROOT / "agent/target/spawnrisk.jar", ROOT / "test-apps/target/classes"
SPAWNER = "io/github/spawnrisk/apps/SpawnsOnRequest.class"


# The guests of two kernels begin at once.
_MAKING = threading.Lock()


def image_of(version):
    return ROOT / f"target/lab/jdk-{version}"


def make_image(version):
    """Once; by jlink, with the archive of classes that makes a JVM start in half the time."""
    with _MAKING:
        image = image_of(version)
        if (image / "complete").exists():
            return
        home = _home(version)
        shutil.rmtree(image, ignore_errors=True)
        script = '"$1/bin/jlink" --add-modules "$2" --strip-java-debug-attributes ' \
                 '--no-man-pages --no-header-files --output "$3" && "$3/bin/java" -Xshare:dump && touch "$3/complete"'
        result = subprocess.run(["bash", "-c", script, "bash", home, MODULES, image], capture_output=True, text=True)
        if result.returncode != 0:
            raise _complaint(version)(f"the JDK {version} in {home} makes no smaller one of itself: "
                                      f"jlink: {(result.stderr or result.stdout).strip()[-300:]}")


def _home(version):
    """One that bin/setup made of Debian 13's packages has no modules to link (bin/lib/jdk.sh)."""
    script = '. "$1/bin/lib/jdk.sh"; "jdk$2_home"'
    result = subprocess.run(["bash", "-c", script, "bash", ROOT, str(version)], capture_output=True, text=True)
    if result.returncode != 0:
        raise _complaint(version)(f"there is no JDK {version} here")
    return result.stdout.strip()


def _complaint(version):
    """The build needs a JDK 17; of another one the lab can only do without."""
    return LabError if version == 17 else CannotRun


def add_to(archive, libraries_of, version):
    image = image_of(version)
    for path, source in (("jvm/spawnrisk.jar", AGENT), (f"jvm/classes/{SPAWNER}", CLASSES / SPAWNER)):
        if not source.exists():
            raise LabError(f"{source} is not there: mvn package makes it")
        archive.copy(path, source)
    libraries = set()
    for path in sorted(path for path in image.rglob("*") if path.is_file()):
        archive.copy(f"jvm/{path.relative_to(image)}", path, path.stat().st_mode & 0o777)
        if path.suffix == ".so" or path.parent.name == "bin":
            libraries |= set(libraries_of(path))
    for path in libraries:
        if not path.startswith(str(image)):
            archive.copy(path.lstrip("/"), path, 0o755)
