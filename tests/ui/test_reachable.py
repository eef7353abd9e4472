"""Frames of master data and billing without a mouse: letters lead to one field each, everything has a name."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QTabBar, QWidget

from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.contracts import list_contracts, list_terms
from tests import builders
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]

KINDS = ("billing", "documents", "document", "addresses", "address", "articles", "users", "teams", "terms", "term",
         "price_lists", "tax_rates", "service_calendars", "service_calendar",
         "contracts", "contract", "callbacks", "numbers", "categories", "blocks", "buttons", "takeover",
         "projects", "project", "calendar", "appointment", "absences", "inbox", "wall", "shift", "keys", "radar",
         "document_lines", "draft", "recurring", "letter_template", "indication", "billing_runs")


@pytest.fixture
def uids(ctx, clock):
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


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_leads_to_one_field_and_to_no_menu(office, qapp, uids, kind, language):
    office.shell.texts.use(language)
    menus = {letter for action in office.desk.window.menuBar().actions()
             for letter in re.findall("&(.)", action.text().casefold())}
    frame = office.open(kind, uids.get(kind))
    wrong = {}
    for _view in views(frame, office):
        qapp.processEvents()
        seen = [w for w in frame.findChildren(QWidget) if w.isVisible()]
        wrong |= {letter: texts for letter, texts in letters(seen).items() if len(texts) > 1 or letter in menus}
    office.shell.texts.use("en")
    assert not wrong


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_takes_the_cursor_has_a_name(office, qapp, uids, kind):
    frame = office.open(kind, uids.get(kind))
    nameless = set()
    for _view in views(frame, office):
        qapp.processEvents()
        for widget in frame.findChildren(QWidget):
            if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy():
                continue
            inner = isinstance(widget.parent(), QAbstractScrollArea) or type(widget).__name__.startswith("QtP")
            told = QAccessible.queryAccessibleInterface(widget)
            if not inner and not told.text(QAccessible.Text.Name).strip():
                nameless.add(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert not nameless
