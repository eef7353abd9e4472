"""Both looks can be read, and changing them reaches what is on the screen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette

from hotline_desk.core.settings import Settings
from hotline_desk.ui.shell.theme import THEMES, contrast

GROUNDS = ("window", "field", "alternate", "title_idle", "title_active", "hover")
PAIRS = [
    *[("text", g) for g in (*GROUNDS, "desk", "note_row", "success_row", "warning_row", "danger_row", "border")],
    *[("muted", g) for g in GROUNDS],
    *[(tone, g) for tone in ("danger", "warning", "success", "accent") for g in ("window", "field", "alternate")],
    *[("danger", "danger_row"), ("warning", "warning_row"), ("success", "success_row"), ("muted", "note_row"),
      ("muted", "danger_row"), ("muted", "warning_row"), ("muted", "success_row")],
    *[(ink, "marked_row") for ink in ("text", "muted", "accent", "danger", "warning", "success")],
    ("accent_text", "accent"), ("accent_text", "accent_hover"), ("field", "danger"), ("accent", "note_row"),
]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_written_can_be_read(name, ink, ground):
    tokens = THEMES[name]
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("line", "ground"), [("accent", "window"), ("accent", "field"), ("strong_border", "field"),
                                              ("accent", "desk")])
def test_what_shows_focus_and_bounds_can_be_seen(name, line, ground):
    assert contrast(getattr(THEMES[name], line), getattr(THEMES[name], ground)) >= 3.0


def test_contrast_is_counted_as_agreed():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_look_and_size_change_while_running(desk, qapp):
    desk.windows.open("plain", "1")
    field = desk.windows.active().one
    before = field.fontMetrics().height()
    desk.use(Settings({"ui.language": "en", "ui.theme": "dark", "ui.font_percent": 150}))
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == THEMES["dark"].window
    assert field.fontMetrics().height() >= before * 1.4
    assert field.palette().color(QPalette.ColorRole.Base).name() == THEMES["dark"].field
    desk.use(Settings({"ui.language": "en"}))
    assert field.fontMetrics().height() == before


def test_bound_icons_follow_the_look(shell):
    from PySide6.QtGui import QAction
    action = QAction(shell.commands)
    shell.icons.bind(action.setIcon, "phone")
    light = action.icon().cacheKey()
    shell.theme.use("dark")
    assert action.icon().cacheKey() != light
    shell.theme.use("light")
