"""Every frame and panel shows its words whole: in both languages, in a narrow window, and in large letters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPropertyAnimation, QRect
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QTabBar, QVBoxLayout, QWidget

from hotline_desk.core.clock import SystemClock, local_day
from hotline_desk.demo.company import COMPANY, LOGIN, NAME, fill
from hotline_desk.services.access import found_company, open_context, write_setting
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.contracts import list_contracts, list_terms
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.local import Local
from tests.ui.whole_desk import Place

PANELS = ("record.new", "ticket.close", "ticket.forward", "ticket.resubmit", "worklog.add", "address.from_caller",
          "message.new", "search.save", "search.choose", "list.columns", "list.export", "ticket.bulk",
          "document.cancel", "document.statement", "frame.print", "frame.pdf", "journal.end", "billing.preview")
NARROW, SMALL = "560 px at 100 %", "1280x720 at 200 %"
LOOKS = {NARROW: (100, 560, 620), SMALL: (200, 1280, 600)}
SLACK = 1
"""Pixels that rounding may take."""


def cut_in(widget: QWidget) -> list[str]:
    """The texts of labels and buttons inside that have less room than their letters need."""
    found = []
    for each in widget.findChildren(QWidget):
        if not each.isVisible() or not isinstance(each, QLabel | QAbstractButton) or not each.text():
            continue
        needs, wide = each.minimumSizeHint(), each.width()
        tall = each.heightForWidth(wide) if isinstance(each, QLabel) and each.wordWrap() else needs.height()
        if wide + SLACK < needs.width() or each.height() + SLACK < tall:
            found.append(f"{each.text()!r}: {wide}x{each.height()} for {needs.width()}x{tall}")
    return found


def beyond(widget: QWidget) -> list[str]:
    """What can be reached only by scrolling sideways."""
    areas = [a for a in (widget, *widget.findChildren(QScrollArea)) if isinstance(a, QScrollArea) and a.isVisible()]
    tabs = [bar for bar in widget.findChildren(QTabBar) if bar.isVisible()]
    return ([f"{type(a.widget()).__name__} wider by {a.horizontalScrollBar().maximum()}" for a in areas
             if a.horizontalScrollBar().maximum() > SLACK and type(a).__name__ != "PaperView"]
            + [f"tab {bar.tabText(n)!r}" for bar in tabs for n in range(bar.count())
               if bar.tabRect(n).right() > bar.width() + SLACK])


@pytest.fixture
def sample(sqlite_store, sqlite_url):
    """A workplace of the sample company with one of everything, and what to open of each kind."""
    place = Place(Path(sqlite_url.database).parent)
    local = Local(place.folder)
    found_company(sqlite_store, COMPANY, LOGIN, NAME, SystemClock())
    made = fill(open_context(sqlite_store, local, LOGIN), customers=3, calls_each=2)
    ctx = open_context(sqlite_store, local, LOGIN)
    write_setting(ctx, "ui.language", "en")
    last = local_day(SystemClock().now(), ctx.zone).replace(day=1) - timedelta(days=1)
    issue_all(ctx, propose(ctx, BillingRequest(last.replace(day=1), last)))
    uids = {"address": made.addresses[0], "term": list_terms(ctx)[0].uid,
            "contract": list_contracts(ctx)[0].uid, "document": list_documents(ctx)[0].uid,
            "ticket": open_tickets(ctx)[0].uid}
    local.close()
    sqlite_store.close()
    return place, uids


def states(whole, frame):
    """The frame as it opens, each of its pages, and each of its panels."""
    yield "open"
    for bar in frame.findChildren(QTabBar):
        for number in range(1, bar.count()):
            bar.setCurrentIndex(number)
            yield bar.tabText(number)
        bar.setCurrentIndex(0)
    commands = whole.desktop.desk.shell.commands
    for id in PANELS:
        if id in frame.handlers() and commands.possible(id):
            commands.trigger(id)
            yield id
            if frame.open_panel is not None:
                frame.open_panel.leave()


def calm(whole, frame=None):
    """Nothing is read or moves any more."""
    quiet = 0

    def still():
        nonlocal quiet
        panel = frame.open_panel if frame is not None else None
        slides = panel is not None and panel._slide.state() == QPropertyAnimation.State.Running
        quiet = 0 if slides or whole.desktop.desk.shell.background._pending > 0 else quiet + 1
        return quiet > 2

    whole.until(still)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("look", list(LOOKS))
def test_every_word_of_every_frame_is_shown_whole(open_desk, sample, look, language):
    place, uids = sample
    whole = open_desk(place, login=LOGIN)
    desk = whole.desktop.desk
    calm(whole)
    desk.windows.close_all()
    wrong = {}
    percent, width, height = LOOKS[look]
    desk.shell.theme.use(font_percent=percent)
    desk.shell.texts.use(language)
    desk.window.resize(max(width, 900), height + 120)
    for kind in desk.windows.kinds():
        frame = desk.windows.open(kind, uids.get(kind))
        window = desk.windows.window_of(frame)
        window.showNormal()
        window.setGeometry(QRect(0, 0, width, height))
        for state in states(whole, frame):
            calm(whole, frame)
            found = cut_in(window) + beyond(window)
            if found:
                wrong[kind, state] = found
        frame.set_dirty(False)
        desk.windows.close(frame)
    desk.shell.texts.use("en")
    desk.shell.theme.use(font_percent=100)
    assert not wrong, "\n".join(f"{key}: {value}" for key, value in wrong.items())


def test_a_word_without_room_is_found(qtbot):
    box = QWidget()
    rows = QVBoxLayout(box)
    label = QLabel("Leistungsnachweis mit Einzelverbindungen")
    rows.addWidget(label)
    qtbot.addWidget(box)
    box.show()
    assert not cut_in(box)
    label.setFixedWidth(40)
    assert len(cut_in(box)) == 1
