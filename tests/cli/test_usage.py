"""Usage, help, exit codes, and what is loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hotline_desk import __version__
from hotline_desk.cli import main, parser
from hotline_desk.cli.grammar import LISTS
from hotline_desk.core.text import Translator
from tests.cli.typing import ENVIRONMENT

COMMANDS = ("demo", "init", "monitor", "list", "add", "import", "open-list", "bill", "cancel", "send", "backup",
            "restore", "upgrade", "verify")


def refused(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return int(str(end.value.code))


def test_the_program_says_its_version(nowhere):
    done = subprocess.run([sys.executable, "-m", "hotline_desk", "--version"], env=ENVIRONMENT, capture_output=True,
                          text=True, check=True)
    assert done.stdout == f"hotline-desk {__version__}\n"


@pytest.mark.parametrize("language", ["de", "en"])
def test_help_names_every_command(language):
    told = parser(Translator(language)).format_help()
    assert all(f"    {command} " in told or f"    {command}\n" in told for command in COMMANDS)


def test_help_of_a_command_goes_to_stdout(capsys):
    assert refused("bill", "--help") == 0
    assert "--preview" in capsys.readouterr().out


def test_a_bill_names_its_period_or_goes_on(capsys):
    assert main(["bill", "--from", "2026-10-01"]) == 2
    assert "--continue" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [
    ("nonsense",), ("list",), ("list", "nothing"), ("list", "calls", "--team", "x"),
    ("list", "addresses", "--from", "x"),
    ("list", "calls", "--state", "nonsense"), ("list", "calls", "--limit", "0"), ("add",),
    ("bill", "--from", "2026-02-30", "--to", "2026-03-01"), ("init", "--company", "X"), ("cancel",), ("import",),
    ("add", "ticket"), ("backup",), ("import", "x", "--as", "bank"), ("list", "calls", "--lim", "3"),
])
def test_wrong_usage_ends_with_two_and_says_what_was_wrong(arguments, capsys):
    assert refused(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "error:" in said.err


def test_common_arguments_stand_before_or_after_the_command():
    before = parser().parse_args(["--data", "D", "--user", "anna", "--json", "list", "calls"])
    after = parser().parse_args(["list", "calls", "--data", "D", "--user", "anna", "--json"])
    assert vars(before) == vars(after)
    both = parser().parse_args(["--database", "A", "--json", "bill", "--database", "B", "--from", "2026-10-01", "--to",
                                "31.10.2026"])
    assert (both.database, both.json, both.data) == ("B", True, None)
    assert str(both.last) == "2026-10-31"


@pytest.mark.parametrize("command", [
    ["list", "calls"], ["verify"], ["monitor", "--feed", "fritzbox://127.0.0.1:1"], ["open-list"], ["cancel", "RE-1"],
    ["send"],
    ["add", "address", "--name", "X"], ["backup", "{}/saved"], ["import", "{}/nothing"],
    ["bill", "--from", "2026-10-01", "--to", "2026-10-31"]])
def test_without_a_company_there_is_one_clear_sentence(nowhere, tmp_path, command):
    (tmp_path / "nothing").write_text("{}")
    said = nowhere(*(part.format(tmp_path) for part in command), code=1)
    assert said.out == ""
    assert said.err.splitlines() == [
        f"There is no company in {nowhere.data}/hotline.sqlite. Make one with: hotline-desk init"]
    assert not nowhere.data.exists()


def test_the_sentence_is_in_the_language_of_the_environment(nowhere):
    assert nowhere("verify", code=1, LC_ALL="de_DE.UTF-8").err.startswith("In ")


def test_an_unknown_user_is_named_with_those_who_are_known(hotline):
    said = hotline("list", "calls", "--user", "nobody", code=1)
    assert said.err == "There is no user nobody. Known users: agent1, anna.\n"


def test_an_agent_may_not_do_everything(hotline):
    said = hotline("list", "documents", "--user", "agent1", code=1)
    assert said.err == "Your role does not allow this (See documents). Ask an administrator.\n"
    hotline.quietly("list", "tickets", "--user", "Agent1")


def test_a_database_that_is_away_is_one_clear_sentence(nowhere):
    said = nowhere("list", "calls", "--database", "postgresql://u:secret@127.0.0.1:1/x", code=1)
    assert said.err.startswith("The database does not answer (")
    assert len(said.err.splitlines()) == 1
    assert "secret" not in said.err


@pytest.mark.parametrize("arguments", [
    ["list", "calls"], ["list", "documents", "--json"], ["verify"], ["open-list"], ["open-list", "--pdf", "{}/x.pdf"],
    ["bill", "--from", "2026-10-01", "--to", "2026-10-31", "--output", "{}/out"], ["upgrade"],
    ["monitor", "--feed", "nonsense"],
])
def test_nothing_but_the_desk_loads_qt(hotline, tmp_path, arguments):
    script = ("import sys\nfrom hotline_desk.cli import main\ncode = main(sys.argv[1:])\n"
              "print('loaded:', sorted(m for m in sys.modules if m.partition('.')[0] in ('PySide6', 'shiboken6')))")
    command = [sys.executable, "-c", script, *(a.format(tmp_path) for a in arguments), *hotline.place]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"


def test_a_list_loads_neither_papers_nor_migrations(hotline):
    script = ("import sys\nfrom hotline_desk.cli import main\nmain(sys.argv[1:])\n"
              "heavy = {'reportlab', 'alembic', 'PIL'}\n"
              "print(sorted({m.partition('.')[0] for m in sys.modules} & heavy))")
    done = subprocess.run([sys.executable, "-c", script, "list", "tickets", *hotline.place], env=ENVIRONMENT,
                          capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_enough_is_no_failure(hotline):
    content = {"addresses": [{"number": str(n), "name": f"Customer {n}"} for n in range(3000)]}
    hotline.quietly("import", "-", given=json.dumps(content).encode())
    with hotline.start("list", "addresses", "--json") as lister:
        assert lister.stdout is not None
        assert lister.stdout.readline() != ""
        lister.stdout.close()
        assert lister.stderr is not None
        assert lister.stderr.read() == ""
        assert lister.wait() == 0


def test_umlauts_are_utf8_whatever_the_terminal_says(hotline):
    hotline.quietly("add", "address", "--name", "Größe & Söhne €")
    said = hotline.really("list", "addresses", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (said.code, said.err) == (0, "")
    assert "Größe & Söhne €" in said.out


@pytest.mark.parametrize("arguments", [
    ("list", "tickets"), ("list", "documents", "--json"), ("open-list",), ("upgrade",), ("verify",),
    ("add", "address", "--name", "X"), ("backup", "{}/saved"), ("open-list", "--pdf", "{}/open.pdf"),
])
def test_an_interpreter_of_its_own_says_the_same(hotline, tmp_path, arguments):
    said = hotline.really(*(part.format(tmp_path) for part in arguments))
    assert (said.code, said.err) == (0, "")


def test_the_platforms_folder_is_used_without_a_place(hotline, made):
    done = subprocess.run([sys.executable, "-m", "hotline_desk", "list", "tickets", "--json"], capture_output=True,
                          text=True, check=True, env={**ENVIRONMENT, "HOTLINE_DESK_DATA": str(hotline.data)})
    assert json.loads(done.stdout)["number"] == "2026-00001"


def test_every_list_has_its_table():
    from hotline_desk.cli.tables import COLUMNS
    from hotline_desk.services.views.listings import LISTINGS

    assert LISTS.keys() == COLUMNS.keys() == LISTINGS.keys()


def test_what_should_not_happen_leaves_a_report_and_one_sentence(hotline):
    script = ("import sys\nfrom hotline_desk.cli import lists, main\nlists.entries = lambda *a, **k: 1 / 0\n"
              "sys.exit(main(sys.argv[1:]))")
    done = subprocess.run([sys.executable, "-c", script, "list", "tickets", *hotline.place], env=ENVIRONMENT,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (f"This should not have happened (ZeroDivisionError). What led to it is in "
                           f"{hotline.data / 'log' / 'cli.log'}\n")
    assert "Traceback" in (hotline.data / "log" / "cli.log").read_text()


def test_a_folder_that_may_only_be_read_is_said_to_be(hotline):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    hotline.data.chmod(0o500)
    try:
        assert "cannot be written" in hotline("add", "address", "--name", "X", code=1).err
    finally:
        hotline.data.chmod(0o700)
