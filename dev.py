#!/usr/bin/env python3
"""Sets up, runs, tests and measures Hotline Desk on Linux and Windows with nothing but Python itself.

    python3 dev.py setup        environment in .venv, system packages
    python3 dev.py run          the sample company: the desk, or its story on a virtual screen
    python3 dev.py test [...]   contracts, linters, types, all tests; arguments go to pytest alone
    python3 dev.py bench [...]  measurements (--quick: the small store only; --fuzz: spoilt telephone lines alone)
    python3 dev.py lock         pin the requirements anew (--upgrade: to the newest allowed versions)
    python3 dev.py texts        gather the texts of the source into the catalogues
    python3 dev.py reference    write the reference pages
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
REQUIREMENTS = (ROOT / "requirements" / "run.txt", ROOT / "requirements" / "dev.txt")
OLDEST, NEWEST = (3, 11), (3, 13)

# Debian's names. The desk itself, a real or virtual X screen, what the tests need besides.
PACKAGES = {
    "desk": ("libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libglib2.0-0"),
    "screen": (
        "libwayland-cursor0", "libwayland-egl1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0",
        "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0", "libxcb-shape0", "libxkbcommon-x11-0",
        "xvfb", "xauth", "openbox", "trayer", "xdotool",
    ),
    "tests": ("postgresql", "default-jre-headless", "libsaxonhe-java", "zbar-tools"),
}
# Foreign programs that the tests in tests/peers let the desk talk to, by the file that needs them.
PEER_PACKAGES = {
    "test_asterisk": ("mmdebstrap", "openssl", "sip-tester"),
    "test_tapi": ("gcc-mingw-w64-x86-64-win32", "wine64"),
}
PEER_LIMIT_S = 600.0
TESTS_LIMIT_S = 2700.0
OVER_TIME = 124
ROOM_IN_MEMORY = 3 << 30
TESTS_FAILED = 1
"""How pytest ends when it came to the end and tests have failed."""
STUCK = ("-o", "faulthandler_timeout=240", "-o", "faulthandler_exit_on_timeout=true")
"""Ends a test process that hangs where Python cannot: a thread holds the interpreter's lock."""


class Trouble(Exception):
    """Something that the person at the keyboard has to mend; the message says how."""


def call(*command: object, **environment: str) -> int:
    """Runs a command in the project's folder and returns its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment}).returncode


def call_within(seconds: float, *command: object, **environment: str) -> int:
    """Like `call`; ends the command and what it has started when the time is over."""
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        print(f"Ended after {seconds:.0f} s: {' '.join(str(part) for part in command)}", file=sys.stderr, flush=True)
        if WINDOWS:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)  # type: ignore[attr-defined,unused-ignore]
        process.wait()
        return OVER_TIME


def must(*command: object, **environment: str) -> None:
    """Runs a command that has to succeed."""
    code = call(*command, **environment)
    if code:
        raise Trouble(f"This failed with exit code {code}: {' '.join(str(part) for part in command)}")


# --- system packages

def is_installed(package: str) -> bool:
    """Whether Debian's package is there, also under the name it has since the 64-bit times."""
    for name in (package, f"{package}t64"):
        asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}", name], capture_output=True, text=True)
        if asked.stdout == "install ok installed":
            return True
    return False


def root_prefix() -> list[str] | None:
    """What makes a command run as root without asking, None if nothing does."""
    if os.geteuid() == 0:  # type: ignore[attr-defined,unused-ignore]
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages(*wanted: str) -> None:
    """Installs Debian packages that are missing; elsewhere it trusts that the same libraries are there."""
    if WINDOWS or not shutil.which("dpkg-query"):
        return
    missing = [package for package in wanted if not is_installed(package)]
    if not missing:
        return
    prefix = root_prefix()
    line = "apt-get install -y --no-install-recommends " + " ".join(missing)
    if prefix is None:
        raise Trouble(f"System packages are missing. Run this once, then try again:\n\n    sudo {line}\n")
    print("Installing system packages:", " ".join(missing), flush=True)
    for step in ("apt-get update", line):
        command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *step.split()]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"{done.stdout}{done.stderr}\nThis failed: {step}")


# --- the environment of our own

def suitable_python() -> str:
    """A Python that the project runs on: this one, or another on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Trouble(
        f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} is needed, this is {sys.version.split()[0]}. "
        "Install one of them, then try again."
    )


def venv_works() -> bool:
    """Whether .venv has a living Python of a suitable version with pip."""
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0


def make_venv() -> None:
    """Makes .venv anew unless it works. Debian keeps what this needs in a package of its own."""
    if venv_works():
        return
    python = suitable_python()
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode:
        print("Python comes without venv here.", flush=True)
        install_packages("python3-venv")
        if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode:
            raise Trouble(f"{python} has no venv. Install the venv package of your system's Python, then try again.")
    must(python, "-m", "venv", "--clear", VENV)


def wanted_state() -> str:
    """A fingerprint of everything that decides what .venv holds."""
    content = hashlib.sha256(subprocess.run([PYTHON, "-VV"], capture_output=True, check=True).stdout)
    for file in (*REQUIREMENTS, ROOT / "pyproject.toml"):
        content.update(file.read_bytes())
    content.update(str(ROOT).encode())
    return content.hexdigest()


def fill_venv() -> None:
    """Installs the pinned requirements and the project itself, unless that was done already."""
    stamp = VENV / "hotline-desk.stamp"
    state = wanted_state()
    if stamp.is_file() and stamp.read_text() == state:
        return
    print("Installing the pinned requirements into .venv ...", flush=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet")
    files = [part for file in REQUIREMENTS for part in ("-r", file)]
    must(*pip, "--require-hashes", "--only-binary=:all:", *files)
    must(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)
    stamp.write_text(state)


def set_up(*groups: str) -> None:
    """Everything a verb needs before it starts."""
    install_packages(*(package for group in groups for package in PACKAGES[group]))
    make_venv()
    fill_venv()


# --- the verbs

def setup(arguments: list[str]) -> int:
    set_up("desk", "screen", "tests")
    print("Ready. Next: python3 dev.py run, or python3 dev.py test")
    return 0


def has_display() -> bool:
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments: list[str]) -> int:
    set_up("desk", "screen")
    if not has_display() and "--output" not in arguments:
        arguments = ["--output", str(ROOT / "out" / time.strftime("%Y%m%d-%H%M%S")), *arguments]
    return call(PYTHON, "-m", "hotline_desk", "demo", *arguments)


def bring_peer(name: str) -> None:
    """Installs what a file of tests/peers needs. If that fails, its tests say so; all others run."""
    try:
        install_packages(*PEER_PACKAGES.get(name, ()))
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)


def test_peers(environment: dict[str, str]) -> list[str]:
    """The tests with foreign programs, one file after the other, each by itself: one that hangs or breaks hides no
    other. What failed is tried once more. Returns the names of the files that failed."""
    failed = []
    for file in sorted((ROOT / "tests" / "peers").glob("test_*.py")):
        bring_peer(file.stem)
        print(f"--- peers: {file.stem}", flush=True)
        begun = time.monotonic()
        command = (PYTHON, "-m", "pytest", "-q", "-n0", "-m", "peer", "--timeout-method=signal")
        code = call_within(PEER_LIMIT_S, *command, file, **environment)
        if code == TESTS_FAILED:
            print(f"--- peers: {file.stem}, what failed once more", flush=True)
            code = call_within(PEER_LIMIT_S, *command, "--last-failed", file, **environment)
        if code:
            failed.append(file.stem)
        print(f"--- peers: {file.stem} took {time.monotonic() - begun:.0f} s", flush=True)
    return failed


def failed_files() -> list[str]:
    """The files with tests that failed in the last run of pytest, as it noted them."""
    noted = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    if not noted.exists():
        return []
    return sorted({name.partition("::")[0] for name in json.loads(noted.read_text(encoding="utf-8"))})


def files_in_memory() -> dict[str, str]:
    """Lets tests keep their files where every commit costs nothing, if there is such a place with room."""
    memory = Path("/dev/shm")
    if WINDOWS or not memory.is_dir() or not os.access(memory, os.W_OK):
        return {}
    no_programs = os.statvfs(memory).f_flag & os.ST_NOEXEC  # type: ignore[attr-defined,unused-ignore]
    return {} if no_programs or shutil.disk_usage(memory).free < ROOM_IN_MEMORY else {
        "PYTEST_DEBUG_TEMPROOT": str(memory)}


def all_tests(environment: dict[str, str]) -> int:
    """Runs every test that needs no foreign program, two files at a time. Files in which a test failed are tried once
    more, alone: what passes then was disturbed by its neighbours or by the machine, and its name stands in the output
    all the same. Returns 0 if in the end every test has passed."""
    pytest = (PYTHON, "-m", "pytest", "-q", *STUCK)
    environment = environment | files_in_memory()
    # A worker that breaks is not replaced: the run ends with its name instead of waiting for tests nobody has.
    every = (*pytest, "-n", "2", "--max-worker-restart=0")
    shutil.rmtree(ROOT / ".pytest_cache", ignore_errors=True)
    code = call_within(TESTS_LIMIT_S, *every, **environment)
    again = failed_files()
    if code == TESTS_FAILED and again:
        print("--- files with tests that failed, once more and alone:", *again, flush=True)
        code = call_within(TESTS_LIMIT_S, *pytest, "-n0", *again, **environment)
    elif code:
        print("--- the run broke off, once more", flush=True)
        code = call_within(TESTS_LIMIT_S, *every, **environment)
    return code


def test(arguments: list[str]) -> int:
    with_peers = os.environ.get("CI") == "true"
    set_up("desk", "screen", "tests")
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    if arguments:
        for peer in PEER_PACKAGES if with_peers else ():
            bring_peer(peer)
        return call(PYTHON, "-m", "pytest", *arguments, **environment)
    bin_ = PYTHON.parent
    checks = {
        "import contracts": (bin_ / "lint-imports", "--no-logo"),
        "ruff": (bin_ / "ruff", "check", "--quiet", "."),
        "mypy": (PYTHON, "-m", "mypy"),
    }
    failed = []
    for name, command in checks.items():
        print(f"--- {name}", flush=True)
        if call(*command, **environment):
            failed.append(name)
    print("--- tests", flush=True)
    code = all_tests(environment)
    if with_peers:
        failed += [f"peers/{name}" for name in test_peers(environment)]
    if failed:
        print("Failed besides the tests:", ", ".join(failed), file=sys.stderr)
    return code or int(bool(failed))


def bench(arguments: list[str]) -> int:
    set_up("desk", "screen", "tests")
    return call(PYTHON, "-m", "tests.bench", *arguments, PYTHONPATH=str(ROOT / "src"))


def tool(name: str, arguments: list[str]) -> int:
    """Runs one of the programs in tools/."""
    return call(PYTHON, "-m", f"tools.{name}", *arguments, PYTHONPATH=str(ROOT / "src"))


def lock(arguments: list[str]) -> int:
    make_venv()
    return tool("lock", arguments)


def texts(arguments: list[str]) -> int:
    set_up()
    return tool("texts", arguments)


def reference(arguments: list[str]) -> int:
    set_up("desk")
    return tool("reference", arguments)


VERBS = {f.__name__: f for f in (setup, run, test, bench, lock, texts, reference)}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in VERBS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return VERBS[sys.argv[1]](sys.argv[2:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
