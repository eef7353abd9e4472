"""The phase with foreign programs: every peer is tested, whatever another one does."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.source import ROOT
from tests.peers.exchange import missing

HANGS = "import threading\nthreading.Event().wait()\n"
BREAKS = "import os\nos._exit(7)\n"
FAILS_ONCE = ("import pathlib, sys\nbefore = pathlib.Path('before')\nagain = before.exists()\nbefore.touch()\n"
              "sys.exit(0 if again else 1)\n")
WORKS = "from pathlib import Path\nPath('worked').touch()\n"
RUNS_THE_FILE = f"#!{sys.executable}\nimport runpy, sys\nrunpy.run_path(sys.argv[-1])\n"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_of_the_test", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    (tmp_path / "tests" / "peers").mkdir(parents=True)
    runner = tmp_path / "runner"
    runner.write_text(RUNS_THE_FILE)
    runner.chmod(0o755)
    monkeypatch.setattr(found, "ROOT", tmp_path)
    monkeypatch.setattr(found, "PYTHON", runner)
    monkeypatch.setattr(found, "PEER_LIMIT_S", 6.0)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="scripts are run by their first line")
def test_a_peer_that_hangs_or_breaks_hides_no_other(dev, tmp_path, capfd):
    for name, text in (("test_a", BREAKS), ("test_b", HANGS), ("test_c", WORKS)):
        (tmp_path / "tests" / "peers" / f"{name}.py").write_text(text)
    assert dev.test_peers({}) == ["test_a", "test_b"]
    assert (tmp_path / "worked").exists()
    assert "Ended after 6 s" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="scripts are run by their first line")
def test_what_fails_at_a_peer_is_tried_once_more_and_said(dev, tmp_path, capfd):
    (tmp_path / "tests" / "peers" / "test_a.py").write_text(FAILS_ONCE)
    assert dev.test_peers({}) == []
    assert "test_a, what failed once more" in capfd.readouterr().out


def test_a_package_that_cannot_be_had_stops_nothing(dev, monkeypatch, capsys):
    def refuse(*wanted: str) -> None:
        raise dev.Trouble("no such package")

    monkeypatch.setattr(dev, "install_packages", refuse)
    dev.bring_peer("test_asterisk")
    assert "no such package" in capsys.readouterr().err


def test_packages_are_named_for_peers_that_are_tested(dev):
    there = {path.stem for path in (ROOT / "tests" / "peers").glob("test_*.py")}
    assert set(dev.PEER_PACKAGES) <= there


def test_peers_are_tested_in_their_folder_alone():
    there = (ROOT / "tests").rglob("test_*.py")
    marked = [path for path in there if re.search(r"mark\.peer\b", path.read_text("utf-8"))]
    assert {path.parent.name for path in marked if path.name != Path(__file__).name} == {"peers"}


def test_a_peer_that_is_missing_fails_where_it_has_to_run(monkeypatch):
    for value, outcome in (("true", pytest.fail.Exception), ("", pytest.skip.Exception)):
        monkeypatch.setenv("CI", value)
        with pytest.raises(outcome):
            missing("no exchange")


def test_files_with_failed_tests_are_tried_once_more(dev, tmp_path):
    noted = tmp_path / ".pytest_cache" / "v" / "cache"
    noted.mkdir(parents=True)
    (noted / "lastfailed").write_text('{"tests/a.py::test_b[1]": true, "tests/a.py::test_c": true, "tests/d.py": true}')
    assert dev.failed_files() == ["tests/a.py", "tests/d.py"]
