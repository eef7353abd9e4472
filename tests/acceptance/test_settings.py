"""The desk is made one's own by keys, while it runs, and stays so."""

from __future__ import annotations

import pytest

from hotline_desk.demo.company import LOGIN
from tests.acceptance.driven import company

pytestmark = [pytest.mark.x11]


def stored(office, key: str):
    with company(office.folder) as ctx:
        return ctx.settings[key]


def settle(office, desk, **values) -> None:
    for key, value in values.items():
        desk.stored(lambda key=key, value=value: stored(office, f"ui.{key}") == value)


def switch_journal(desk) -> None:
    """Ticks or unticks the module of the call journal in the settings, by keys."""
    desk.keys("ctrl+comma")
    desk.front("settings")
    desk.keys("ctrl+f")
    desk.cursor("Einstellungen durchsuchen")
    desk.type("module.journal")
    desk.keys("Tab", "Tab")
    desk.cursor("Anrufliste")
    desk.keys("space")


@pytest.fixture(autouse=True)
def no_pointer(desk):
    before = desk.pointer()
    yield
    assert desk.pointer() == before


def test_language_look_and_size_change_while_it_runs(office, desk):
    german = desk.look()
    desk.keys("ctrl+shift+g")
    english = desk.until(lambda seen: "Edit" in seen["menus"])
    assert "Bearbeiten" in german["menus"]
    assert not set(english["menus"]) & set(german["menus"])
    desk.keys("ctrl+shift+l")
    desk.until(lambda seen: seen["palette"] != german["palette"])
    desk.keys("ctrl+plus")
    desk.until(lambda seen: seen["font"] > german["font"])
    settle(office, desk, language="en", theme="dark", font_percent=110)
    desk.keys("ctrl+shift+g", "ctrl+shift+l", "ctrl+0")
    desk.until(lambda seen: (seen["menus"], seen["palette"], seen["font"]) == (
        german["menus"], german["palette"], german["font"]))
    settle(office, desk, language="de", theme="light", font_percent=100)


def test_an_own_key_is_chosen_and_a_clash_is_shown_first(office, desk):
    desk.keys("shift+F1")
    desk.front("keys")
    desk.keys("ctrl+f")
    desk.type("anrufliste")
    desk.keys("Down")
    desk.until(lambda seen: seen["focus"]["text"].startswith("Anrufliste"))
    desk.keys("Return")
    desk.cursor("Neue Taste")
    desk.keys("F11")
    desk.until(lambda seen: any("F11 ist schon vergeben" in t for t in seen["front"]["labels"]))
    desk.keys("ctrl+F1")
    desk.until(lambda seen: any("ist frei" in text for text in seen["front"]["labels"]))
    desk.keys("Tab", "Return")
    desk.stored(lambda: stored(office, "ui.keys") == {"journal.open": ["Ctrl+F1"]})
    desk.keys("ctrl+j")
    assert desk.look()["front"]["kind"] == "keys"
    desk.keys("ctrl+F1")
    desk.front("journal")


def test_a_module_is_switched_off_for_the_company_and_comes_back(office, desk):
    assert "Anrufliste" in desk.look()["actions"]
    switch_journal(desk)
    gone = desk.until(lambda seen: "Anrufliste" not in seen["actions"])
    assert "Als gesehen markieren" not in gone["actions"]
    assert stored(office, "module.journal") is False
    desk.keys("ctrl+F1")
    assert desk.look()["front"]["kind"] == "settings"
    desk.keys("ctrl+k")
    desk.type("anrufliste")
    assert "Anrufliste" not in desk.until(lambda seen: seen["focus"]["text"] == "anrufliste")["hits"]
    desk.keys("Escape")
    switch_journal(desk)
    desk.until(lambda seen: "Anrufliste" in seen["actions"])
    desk.keys("ctrl+k")
    desk.type("anrufliste")
    desk.until(lambda seen: "Anrufliste" in seen["hits"])
    desk.keys("Return")
    desk.front("journal")


def test_look_key_and_frames_are_there_again_after_a_new_start(office, desk, begin):
    desk.keys("ctrl+shift+g", "ctrl+shift+l")
    settle(office, desk, language="en", theme="dark")
    dark = desk.look()["palette"]
    assert desk.quit() == 0
    assert desk.quiet() == ""
    again = begin(office.folder, "--user", LOGIN)
    seen = again.front("journal")
    assert ("Edit" in seen["menus"], seen["palette"]) == (True, dark)
    again.keys("F11")
    again.front("tasks")
    again.keys("ctrl+F1")
    again.front("journal")
    assert again.quit() == 0
    assert again.quiet() == ""
