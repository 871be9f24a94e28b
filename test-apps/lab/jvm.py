# SPDX-License-Identifier: Apache-2.0
"""A small JDK with the agent, as a guest has it."""
import pathlib
import re
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
        script = '. "$1/bin/lib/jdk.sh"; jdk_link "$2" "$3" "$4" && touch "$4/complete"'
        result = subprocess.run(["bash", "-c", script, "bash", ROOT, home, MODULES, image],
                                capture_output=True, text=True)
        if result.returncode != 0:
            raise _complaint(version)(f"the JDK {version} in {home} makes no smaller one of itself: "
                                      f"jlink: {(result.stderr or result.stdout).strip()[-300:]}")


def _home(version):
    script = '. "$1/bin/lib/jdk.sh"; "jdk$2_home"'
    result = subprocess.run(["bash", "-c", script, "bash", ROOT, str(version)], capture_output=True, text=True)
    if result.returncode != 0:
        raise _complaint(version)(f"there is no JDK {version} here")
    return result.stdout.strip()


def _complaint(version):
    """The build needs a JDK 17; of another one the lab can only do without."""
    return LabError if version == 17 else CannotRun


def _told_by_its_own_loader(program):
    """The side root's JDK has another loader than this machine's programs (bin/lib/jdk.sh); None: it has not."""
    wanted = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    loader = re.search(r"/\S+/ld-linux\S+", wanted)[0]
    if loader.startswith("/lib"):
        return None
    folder = next(pathlib.Path(loader).parents[1].glob("lib/*/libc.so.6")).parent
    def told(path):
        listed = subprocess.run([loader, "--library-path", folder, "--list", path], capture_output=True, text=True)
        return [loader, *re.findall(r"(/\S+) \(0x", listed.stdout)]
    return told


def add_to(archive, libraries_of, version):
    image = image_of(version)
    libraries_of = _told_by_its_own_loader(image / "bin/java") or libraries_of
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
