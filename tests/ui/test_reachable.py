"""Frames of master data and billing without a mouse: letters lead to one field each, everything has a name."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from hotline_desk.core.clock import SetClock
from hotline_desk.services.access import open_context
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.contracts import list_contracts, list_terms
from hotline_desk.store.engine import DATABASE_FILE
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests import builders
from tests.store_fixtures import NOW, file_url
from tests.ui.office import Office

KINDS = ("billing", "documents", "document", "addresses", "address", "articles", "users", "teams", "terms", "term",
         "price_lists", "tax_rates", "service_calendars", "service_calendar",
         "contracts", "contract", "callbacks", "numbers", "categories", "blocks", "buttons", "takeover",
         "projects", "project", "calendar", "appointment", "absences", "inbox", "wall", "shift", "keys", "radar",
         "document_lines", "draft", "recurring", "letter_template", "indication", "billing_runs")


def one_of_each(ctx, clock):
    """What there is one of."""
    builders.article(ctx)
    address = builders.address(ctx, "Muster GmbH", "030 1234567")
    builders.contract(ctx, address, datetime(2026, 1, 1, tzinfo=UTC), article_number="SUP")
    builders.solved(ctx, address, 10)
    today = clock.now().date()
    issue_all(ctx, propose(ctx, BillingRequest(today, today)))
    document = list_documents(ctx)[0].uid
    return {"address": address, "document": document, "document_lines": document, "term": list_terms(ctx)[0].uid,
            "contract": list_contracts(ctx)[0].uid}


@dataclass
class Walk:
    """What was found in each kind of frame; letters by kind and language."""

    letters: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)
    nameless: dict[str, set[str]] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walk(qapp, request, sqlite_companies, tmp_path_factory):
    """Every kind of frame of one desk, gone through once in each language."""
    folder = tmp_path_factory.mktemp("reachable")
    shutil.copy(sqlite_companies("Anna"), folder / DATABASE_FILE)
    clock, found = SetClock(NOW), Walk()
    with closing(open_store(file_url(folder))) as store, closing(Local(folder / "desk")) as local:
        ctx = open_context(store, local, "anna", clock=clock)
        uids = one_of_each(ctx, clock)
        office = Office(qapp, QtBot(request), ctx)
        for language in ("de", "en"):
            office.shell.texts.use(language)
            menus = {letter for action in office.desk.window.menuBar().actions()
                     for letter in re.findall("&(.)", action.text().casefold())}
            for kind in KINDS:
                frame = office.open(kind, uids.get(kind))
                wrong, nameless, named = {}, set(), 0
                for _view in views(frame, office):
                    qapp.processEvents()
                    seen = [widget for widget in frame.findChildren(QWidget) if widget.isVisible()]
                    named = max(named, len(letters(seen)))
                    wrong |= {letter: texts for letter, texts in letters(seen).items()
                              if len(texts) > 1 or letter in menus}
                    nameless |= without_name(seen)
                found.letters[kind, language], found.nameless[kind], found.named[kind] = wrong, nameless, named
                frame.set_dirty(False)
                office.windows.close(frame)
        office.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def views(frame, office):
    """The frame in each state in which other fields are to be seen."""
    yield
    if frame.kind == "categories":
        frame.add()
        yield
    elif frame.kind == "document_lines":
        office.do("document.correct")
        frame.correct_panel.all.setChecked(False)
        yield
        office.do("document.hold")
        yield
    elif hasattr(frame, "edit"):
        frame.edit(None)
        office.idle()
        yield
    if frame.kind == "address":
        for number in range(1, frame.tabs.count()):
            frame.tabs.setCurrentIndex(number)
            yield
    if frame.kind == "draft":
        for number in range(1, frame.tabs.count()):
            frame.tabs.setCurrentIndex(number)
            yield
    if frame.kind == "billing":
        frame.customers.some.setChecked(True)
        yield
        return
    for name in ("cancel_panel", "answer_panel", "invoice_panel", "export_panel", "print_panel", "save_panel",
                 "statement", "send_panel", "xml_panel"):
        if hasattr(frame, name):
            getattr(frame, name).open()
            yield


def letters(widgets):
    found = defaultdict(list)
    for widget in widgets:
        if isinstance(widget, QTabBar):
            texts = [widget.tabText(n) for n in range(widget.count())]
        elif (isinstance(widget, QLabel) and widget.buddy()) or isinstance(widget, QAbstractButton):
            texts = [widget.text()]
        else:
            texts = []
        for text in texts:
            for letter in re.findall("&([^&])", text.replace("&&", "")):
                found[letter.casefold()].append(text)
    return found


def without_name(widgets):
    """Those that take the cursor and tell no name to who hears them."""
    found = set()
    for widget in widgets:
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy():
            continue
        inner = isinstance(widget.parent(), QAbstractScrollArea) or type(widget).__name__.startswith("QtP")
        told = QAccessible.queryAccessibleInterface(widget)
        if not inner and not told.text(QAccessible.Text.Name).strip():
            found.add(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_there_are_letters_to_go_by(walk):
    assert len(walk.named) == len(KINDS) and sum(walk.named.values()) > 100


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_leads_to_one_field_and_to_no_menu(walk, kind, language):
    assert not walk.letters[kind, language]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_takes_the_cursor_has_a_name(walk, kind):
    assert not walk.nameless[kind]
