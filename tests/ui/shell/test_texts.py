"""Changing the language reaches everything on the screen, Qt's own words too."""

from __future__ import annotations

import gc
import re
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QLabel

from hotline_desk.core.settings import Settings
from hotline_desk.core.text import Translator
from hotline_desk.ui.actions import ACTIONS
from hotline_desk.ui.shell.texts import Texts


@pytest.fixture
def texts(qapp):
    made = Texts("en", zone="Europe/Berlin")
    yield made
    made.use("en")


def test_a_bound_label_speaks_the_new_language(texts, qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    texts.bind(label.setText, "Closed")
    assert label.text() == "Closed"
    texts.use("de")
    assert label.text() == Translator("de").tr("Closed") != "Closed"


def test_values_stay_in_a_bound_text(texts, qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    texts.bind(label.setText, "There is no ticket {number}.", number=7)
    texts.use("de")
    assert label.text() == Translator("de").tr("There is no ticket {number}.", number=7)


def test_a_bound_widget_may_die(texts):
    label = QLabel()
    texts.bind(label.setText, "Closed")
    label.deleteLater()
    del label
    QCoreApplication.processEvents()
    gc.collect()
    texts.use("de")


def test_only_methods_of_objects_can_be_bound(texts):
    with pytest.raises(TypeError):
        texts.bind(print, "Closed")


def test_a_follower_is_run_at_once_and_at_each_change(texts):
    seen, owner = [], QObject()
    texts.follow(owner, lambda _owner: seen.append(texts.language))
    texts.use("de")
    assert seen == ["en", "de"]


def test_qt_itself_speaks_the_language(texts):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    texts.use("de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_amounts_and_times_are_written_as_the_language_does(texts):
    instant = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert (texts.money(123456), texts.moment(instant)) == ("€1,234.56", "22/11/2026 00:30")
    texts.use("de")
    assert (texts.money(123456), texts.moment(instant)) == ("1.234,56\N{NO-BREAK SPACE}€", "22.11.2026 00:30")


def shown_texts(desk):
    found = {f"action {a.objectName()}": a.text() for a in desk.shell.commands.all_qactions()}
    found |= {f"menu {n}": a.text() for n, a in enumerate(desk.window.menu_actions())}
    found |= {f"tip {a.objectName()}": a.toolTip() for a in desk.shell.commands.all_qactions()}
    return found


def test_the_whole_desk_changes_its_language_and_back(desk):
    english = shown_texts(desk)
    desk.use(Settings({"ui.language": "de"}))
    german = shown_texts(desk)
    same = {name for name, text in german.items() if text == english[name] and re.search(r"[a-z]", text)}
    assert {name.removeprefix("action ").removeprefix("tip ") for name in same} <= {"teams.open", "radar.open"}
    desk.use(Settings({"ui.language": "en"}))
    assert shown_texts(desk) == english


def test_keys_are_written_as_the_language_does(desk):
    assert desk.shell.commands.key("ticket.new") == "Ctrl+N"
    assert set(ACTIONS) == set(desk.shell.commands.catalogue)
