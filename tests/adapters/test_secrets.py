"""Secrets of telephone lines: the environment first, then the keyring, and never a keyring of plain text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import keyring
import pytest
from keyring.errors import InitError

from hotline_desk.adapters import secrets
from hotline_desk.adapters.secrets import VARIABLE, forget_secret, keep_secret, secret_of
from tests.keyring_in_memory import InMemory

TRIP = """
from hotline_desk.adapters.secrets import forget_secret, keep_secret, secret_of
print(keep_secret("Büro", "geheim"), secret_of("Büro"), secret_of("Lager") == "")
forget_secret("Büro")
print(secret_of("Büro") == "")
"""


class Locked(InMemory):
    """Its owner does not unlock it."""

    def get_password(self, service, username):
        self.asked += 1
        raise InitError("dismissed")

    def set_password(self, service, username, password):
        raise InitError("dismissed")


class Plain(InMemory):
    """Keeps plain text in a file."""


Plain.__module__ = "keyrings.alt.file"


@pytest.fixture
def use(monkeypatch):
    """Puts a keyring into the place of the system's."""
    monkeypatch.delenv(VARIABLE, raising=False)
    before = keyring.get_keyring()

    def put(backend):
        keyring.set_keyring(backend)
        secrets._of_keyring.cache_clear()
        return backend

    yield put
    put(before)


@pytest.fixture
def ring(use):
    return use(InMemory())


def test_a_secret_is_kept_by_the_name_of_the_line_and_forgotten(ring):
    assert keep_secret("Büro", "one", {})
    assert ring.kept == {("Hotline Desk", "Büro"): "one"}
    assert (secret_of("Büro", {}), secret_of("Lager", {})) == ("one", "")
    forget_secret("Büro", {})
    assert secret_of("Büro", {}) == ""
    assert not ring.kept


def test_the_environment_goes_before_the_keyring(ring):
    ring.kept["Hotline Desk", "Büro"] = "kept"
    assert secret_of("Büro", {VARIABLE: "given"}) == "given"


def test_what_is_typed_counts_at_once_even_if_another_was_given_at_the_start(ring):
    environment = {VARIABLE: "old"}
    assert secret_of("Büro", environment) == "old"
    keep_secret("Büro", "new", environment)
    assert (secret_of("Büro", environment), secret_of("Lager", environment)) == ("new", "old")


def test_the_keyring_is_asked_once_and_again_after_a_change(ring):
    for _ in range(3):
        secret_of("Büro", {})
    assert ring.asked == 1
    keep_secret("Büro", "new", {})
    assert secret_of("Büro", {}) == "new"


@pytest.mark.parametrize("backend", [Locked, Plain])
def test_without_a_keyring_to_be_trusted_a_secret_lasts_until_the_end(use, backend):
    ring = use(backend())
    environment: dict[str, str] = {}
    assert not keep_secret("Büro 2", "one", environment)
    assert secret_of("Büro 2", environment) == "one"
    assert environment == {f"{VARIABLE}_B_RO_2": "one"}
    assert not ring.kept
    forget_secret("Büro 2", environment)
    assert secret_of("Büro 2", environment) == ""


def test_a_keyring_that_stays_locked_is_asked_once_per_start(use):
    ring = use(Locked())
    assert [secret_of("Büro", {}) for _ in range(3)] == [""] * 3
    assert ring.asked == 1


def test_a_machine_without_a_keyring_has_no_secrets():
    secrets._of_keyring.cache_clear()
    assert secret_of("Büro", {}) == ""


def test_two_threads_may_ask_at_the_same_time(ring):
    ring.kept["Hotline Desk", "Büro"] = "kept"
    heard: list[str] = []
    threads = [threading.Thread(target=lambda: heard.append(secret_of("Büro", {}))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == ["kept"] * 4


@pytest.mark.skipif(not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
                    reason="needs dbus-run-session and gnome-keyring-daemon")
def test_a_real_keyring_of_the_desktop_keeps_and_forgets(tmp_path):
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith((VARIABLE, "PYTHON_KEYRING", "DBUS_", "DISPLAY", "XDG_"))}
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        (tmp_path / name).mkdir(mode=0o700)
        environment[name] = str(tmp_path / name)
    environment["PYTHONPATH"] = str(Path(secrets.__file__).parents[2])
    script = 'printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" -c "$1"'
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", script, sys.executable, TRIP], env=environment,
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n")[:2] == ["True geheim True", "True"], done.stderr
