"""Remote sessions as commands and as texts of measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import LANGUAGES, Translator
from hotline_desk.domain.remote import TOOLS, filled, needs_id, own_tool, session_id, session_in, session_text


@pytest.mark.parametrize(("typed", "plain"), [
    ("123 456 789", "123456789"), (" host-7.example.com:21 ", "host-7.example.com:21"), ("anna@ad", "anna@ad")])
def test_an_id_is_taken_as_programs_show_it(typed, plain):
    assert session_id(typed) == plain


@pytest.mark.parametrize("typed", ["", "-x", "--connect", "1;rm", "$(id)", "1|2", "a&b", "a\"b", "../x", "%PATH%", "ä"])
def test_what_could_mean_more_to_a_program_is_no_id(typed):
    with pytest.raises(UserError) as raised:
        session_id(typed)
    assert raised.value.id == "remote.id"


@given(st.text())
def test_whatever_is_taken_is_one_harmless_argument(typed):
    try:
        plain = session_id(typed)
    except UserError:
        return
    assert filled(("tool", "--connect", "{id}"), plain) == ("tool", "--connect", plain)
    assert not plain.startswith("-") and not set(plain) & set(" \"'`$;&|<>%\\\n()")


def test_an_own_command_keeps_together_what_stands_in_quotes():
    tool = own_tool(r'"C:\Program Files\Tool\tool.exe" --peer {id} "a b"')
    assert (tool.name, tool.command) == ("tool", (r"C:\Program Files\Tool\tool.exe", "--peer", "{id}", "a b"))


@pytest.mark.parametrize("command", ["", "  ", '"open quote {id}'])
def test_a_command_that_cannot_be_read_is_refused(command):
    with pytest.raises(UserError) as raised:
        own_tool(command)
    assert raised.value.id == "remote.command"


def test_a_command_without_a_place_for_the_id_needs_none():
    assert not needs_id(own_tool("portal --new"))
    assert all(needs_id(tool) for tool in TOOLS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_measure_says_tool_and_id_and_is_known_again(language):
    text = session_text(Translator(language), "RustDesk", "123456789")
    assert session_in(f"{text}\nTreiber erneuert") == ("RustDesk", "123456789")


def test_other_measures_are_no_sessions():
    assert session_in("Drucker neu gestartet") is None
    assert session_in("") is None


def test_a_session_without_an_id_is_known_too():
    assert session_in(session_text(Translator("en"), "portal", "")) == ("portal", "")
