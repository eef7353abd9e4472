"""Making a company and caring for its data from the terminal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hotline_desk.store.schema import REVISION
from tests.cli.conftest import INIT

MORE = ("--user", "anna", "--language", "de", "--area-code", "030")


def settings_of(data: Path) -> dict[str, str]:
    with closing(sqlite3.connect(data / "hotline.sqlite")) as connection:
        return dict(connection.execute("SELECT key, value FROM setting WHERE owner = ''").fetchall())


def test_a_company_is_made(anywhere):
    said = anywhere.quietly(*INIT)
    assert said.out.startswith("Müller & Söhne is ready: ")
    assert anywhere.quietly("list", "tickets", "--user", "anna").out == "Nothing found.\n"
    again = anywhere(*INIT, code=1)
    assert again.err.startswith("There is a company in ")
    assert len(again.err.splitlines()) == 1


def test_a_new_company_knows_what_was_typed(nowhere):
    nowhere.quietly(*INIT)
    assert settings_of(nowhere.data) == {
        "company.name": '"M\\u00fcller & S\\u00f6hne"', "company.language": '"en"', "company.country": '"DE"',
        "company.area_code": '"030"', "company.zone": '"Europe/Berlin"', "calls.own_numbers": '["+49305550"]'}
    assert nowhere.data.stat().st_mode & 0o777 == 0o700


def test_numbers_of_old_calls_are_forgotten_by_command(anywhere):
    anywhere.quietly(*INIT)
    assert anywhere.quietly("purge", "--user", "anna").out == "Numbers of 0 calls forgotten.\n"
    assert anywhere.quietly("purge", "--user", "anna", "--json").out == '{"forgotten": 0}\n'


@pytest.mark.parametrize(("country", "zone"), [
    ("DE", "Europe/Berlin"), ("at", "Europe/Vienna"), ("CH", "Europe/Zurich"), ("GB", "Europe/London"),
    ("US", "America/New_York")])
def test_the_zone_follows_the_country_and_never_the_machine(nowhere, country, zone):
    nowhere.quietly("init", "--company", "X", *MORE, "--country", country, TZ="Asia/Tokyo")
    assert settings_of(nowhere.data)["company.zone"] == f'"{zone}"'


def test_a_zone_can_be_given(nowhere):
    nowhere.quietly("init", "--company", "X", *MORE, "--country", "AU", "--zone", "Australia/Perth")
    assert settings_of(nowhere.data)["company.zone"] == '"Australia/Perth"'


@pytest.mark.parametrize(("arguments", "code", "sentence"), [
    (["--country", "AU"], 1, "The time zone of AU is not certain. Give it with --zone, like Europe/Berlin."),
    (["--country", "DE", "--zone", "Mars"], 1, "Time zone: “Mars” cannot be used. Like Europe/Berlin."),
    (["--country", "Germany", "--zone", "Europe/Berlin"], 1,
     "Country (two letters): “GERMANY” cannot be used. Like DE or AT."),
    (["--country", "DE", "--own-number", "none"], 1,
     "“none” is not a telephone number. Write it like 030 1234567 or +49 30 1234567."),
])
def test_a_company_that_cannot_be_is_not_begun(nowhere, arguments, code, sentence):
    said = nowhere("init", "--company", "X", "--user", "anna", "--language", "en", "--area-code", "030", *arguments,
                   code=code)
    assert said.err == f"{sentence}\n"
    assert not nowhere.data.exists()


def test_the_first_user_must_be_named(nowhere):
    said = nowhere("init", "--company", "X", "--language", "en", "--country", "DE", "--area-code", "030", code=2)
    assert said.err == "Name the first user with --user.\n"


def test_a_sample_comes_with_customers_calls_and_tickets(nowhere):
    nowhere.quietly(*INIT, "--sample", "3")
    assert len(nowhere.quietly("list", "addresses", "--json").lines) >= 3
    assert nowhere.quietly("list", "calls", "--json", "--limit", "2").lines != []
    assert nowhere.quietly("list", "tickets", "--json", "--limit", "2").lines != []
    assert nowhere.quietly("verify").out == "Everything is as it must be.\n"


def test_a_backup_is_made_and_restored(anywhere, tmp_path):
    saved = tmp_path / "saved"
    anywhere.quietly(*INIT)
    anywhere.quietly("add", "address", "--name", "Before")
    assert anywhere.quietly("backup", saved).out == f"Saved: {saved}\n"
    anywhere.quietly("add", "address", "--name", "After")
    first, second = anywhere.quietly("restore", saved).lines
    assert first == f"Restored from {saved}."
    assert second.startswith("The data as they were until now: ")
    assert [a["name"] for a in anywhere.quietly("list", "addresses", "--json").objects] == ["Before"]
    assert anywhere.quietly("verify").out == "Everything is as it must be.\n"
    assert anywhere("backup", saved, code=1).err == f"{saved} exists already. Choose another name.\n"


def test_nothing_is_restored_from_nonsense(hotline, tmp_path):
    (tmp_path / "nonsense").write_text("nonsense")
    said = hotline("restore", tmp_path / "nonsense", code=1)
    assert said.err == f"{tmp_path / 'nonsense'} is no backup that can be used (no SQLite). Choose another file.\n"


def test_a_present_database_needs_no_upgrade(anywhere):
    anywhere.quietly(*INIT)
    assert anywhere.quietly("upgrade").out == f"The database is up to date ({REVISION}).\n"


def test_a_newer_database_is_refused_and_not_touched(hotline):
    file = hotline.data / "hotline.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()
    for command in (["list", "tickets"], ["upgrade"], ["verify"]):
        assert "newer version" in hotline(*command, code=1).err
    assert file.read_bytes() == before


def test_verify_names_what_is_wrong_and_ends_with_one(hotline):
    with closing(sqlite3.connect(hotline.data / "hotline.sqlite")) as connection:
        connection.execute("UPDATE ticket SET outcome = NULL")
        connection.execute("DROP TRIGGER worklog_raw")
        connection.commit()
    said = hotline("verify", code=1)
    assert said.lines == ["The schema differs from what this version needs: trigger worklog_raw",
                          "A ticket is not whole: 2026-00001"]
    assert said.err == "2 things are not as they must be.\n"
    assert [o["check"] for o in hotline("verify", "--json", code=1).objects] == ["schema", "tickets"]


def test_a_damaged_file_is_one_clear_sentence(hotline):
    (hotline.data / "hotline.sqlite").write_bytes(b"nonsense" * 1000)
    said = hotline("verify", code=1)
    assert said.err == (f"The data in {hotline.data}/hotline.sqlite are damaged (not a database). "
                        "Restore a backup: hotline-desk restore\n")
