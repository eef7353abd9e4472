"""Whether the system asks for stillness, as each desktop keeps it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from hotline_desk.core.motion import stillness_wanted


@pytest.fixture
def env(tmp_path):
    """A home without any settings, and no program to ask."""
    return {"HOME": str(tmp_path), "PATH": ""}


def wrote(env, name, text):
    file = env["HOME"] + f"/.config/{name}"
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w", encoding="utf-8") as to:
        to.write(text)


def test_without_a_word_things_may_move(env):
    assert not stillness_wanted(env, "linux")


@pytest.mark.parametrize(("name", "text", "still"), [
    ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
    ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations = false\n", True),
    ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", False),
    ("kdeglobals", "[General]\nx=%y\n[KDE]\nAnimationDurationFactor=0\n", True),
    ("kdeglobals", "[KDE]\nAnimationDurationFactor=0.5\n", False),
    ("kdeglobals", "no settings at all", False),
])
def test_what_gtk_and_kde_keep_is_understood(env, name, text, still):
    wrote(env, name, text)
    assert stillness_wanted(env, "linux") is still


@pytest.mark.skipif(shutil.which("gsettings") is None, reason="gsettings is not installed")
def test_what_gnome_keeps_is_asked(env):
    env |= {"PATH": os.environ["PATH"], "GSETTINGS_BACKEND": "keyfile"}
    asked = ["gsettings", "set", "org.gnome.desktop.interface", "enable-animations", "false"]
    if subprocess.run(asked, env=env, capture_output=True, check=False).returncode:
        pytest.skip("GNOME's settings are not installed")
    assert stillness_wanted(env, "linux")
