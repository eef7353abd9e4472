"""The workplace's own file: drafts, memory, the spool."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.store.local import LOCAL_FILE, Local
from tests.house.source import ROOT
from tests.store_fixtures import NOW

TYPIST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hotline_desk.core.errors import UserError
from hotline_desk.store.local import Local

local = Local(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    local.keep_draft("ticket:1", {"request": "x" * n}, datetime(2026, 11, 2, tzinfo=UTC))
    local.spool({"call_id": str(n)})
    print(n, flush=True)
"""


def test_a_desk_keeps_its_name(tmp_path):
    first = Local(tmp_path)
    name = first.desk()
    first.close()
    again = Local(tmp_path)
    assert again.desk() == name
    again.close()


def test_a_draft_is_kept_replaced_and_dropped(tmp_path):
    local = Local(tmp_path)
    local.keep_draft("ticket:1", {"subject": "Dru"}, NOW)
    local.keep_draft("ticket:1", {"subject": "Drucker"}, NOW)
    kept = local.draft("ticket:1")
    assert kept is not None
    assert (kept.body, kept.at) == ({"subject": "Drucker"}, NOW)
    local.drop_draft("ticket:1")
    assert local.draft("ticket:1") is None
    assert local.drafts() == []
    local.close()


def test_settings_of_the_workplace_stay_with_it(tmp_path):
    local = Local(tmp_path)
    local.put_setting("feeds", [{"url": "fritzbox://box"}])
    local.put("window", "geometry")
    assert local.settings() == {"feeds": [{"url": "fritzbox://box"}]}
    assert local.get("window") == "geometry"
    local.put("window", None)
    assert local.get("window") is None
    local.close()


def test_the_spool_keeps_its_order(tmp_path):
    local = Local(tmp_path)
    for n in range(3):
        local.spool({"call_id": str(n)})
    assert [body["call_id"] for _, body in local.spooled()] == ["0", "1", "2"]
    local.unspool(local.spool_keys()[1])
    assert [body["call_id"] for _, body in local.spooled()] == ["0", "2"]
    local.close()


def test_the_file_is_private(tmp_path):
    local = Local(tmp_path / "desk")
    assert (tmp_path / "desk" / LOCAL_FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "desk").stat().st_mode & 0o777 == 0o700
    local.close()


def test_drafts_and_spool_survive_a_kill_at_any_moment(tmp_path):
    acknowledged = 0
    for _ in range(4):
        typist = subprocess.Popen([sys.executable, "-c", TYPIST, str(tmp_path)], stdout=subprocess.PIPE, text=True,
                                  cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"})
        assert typist.stdout is not None
        told = [int(typist.stdout.readline()) for _ in range(17 + acknowledged % 23)]
        typist.send_signal(signal.SIGKILL)
        told += [int(line) for line in typist.stdout.read().split("\n") if line.strip()]
        typist.wait()
        typist.stdout.close()
        local = Local(tmp_path)
        kept = local.draft("ticket:1")
        assert kept is not None
        assert len(kept.body["request"]) >= told[-1]
        acknowledged += len(told)
        assert len(local.spooled()) >= acknowledged
        local.close()


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as refused:
        Local(tmp_path / "file")
    assert refused.value.id == "file.unwritable"
    (tmp_path / LOCAL_FILE).write_bytes(b"nonsense" * 100)
    with pytest.raises(UserError) as damaged:
        Local(tmp_path)
    assert damaged.value.id == "file.unwritable"


def test_two_desks_that_start_at_once_share_one_name(tmp_path):
    names = []
    together = threading.Barrier(8)

    def begin():
        together.wait()
        local = Local(tmp_path)
        names.append(local.desk())
        local.close()

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1
