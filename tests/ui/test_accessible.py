"""Every frame for those who hear it or go through it by Tab: names, roles, the order as read, help by F1."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from hotline_desk.app import Desktop
from hotline_desk.core.clock import SystemClock, local_day
from hotline_desk.demo.company import COMPANY, LOGIN, NAME, fill
from hotline_desk.services.access import found_company, open_context, write_setting
from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.contracts import list_contracts, list_terms
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import create_store
from hotline_desk.ui.help.pages import INDEX, read_manual

PATIENCE_S, SLACK, MOST_STEPS = 20, 6, 300
R = QAccessible.Role
WORKED = {R.Button, R.CheckBox, R.RadioButton, R.ComboBox, R.EditableText, R.SpinBox, R.Slider, R.Table, R.List, R.Tree,
          R.PageTab, R.Link, R.ButtonMenu, R.ButtonDropDown, R.Dial, R.ProgressBar}
HOLLOW = {R.NoRole, R.Client}
NAMED_ONLY = {"PaperView": "a picture of a page", "Grid": "days that are drawn; each entry on them is a named button",
              "QKeySequenceEdit": "Qt has no role for a field that takes keys"}

MEANT = {("ticket", "Customer")}
"""Steps back that are meant: a ticket leads from the subject to the texts first, and then to the known caller."""


@dataclass
class Walk:
    """What was found in all kinds of frames."""

    kinds: list[str] = field(default_factory=list)
    seen: int = 0
    nameless: set[str] = field(default_factory=set)
    roleless: set[str] = field(default_factory=set)
    jumps: set[str] = field(default_factory=set)
    unreached: set[str] = field(default_factory=set)
    helped: dict[str, str] = field(default_factory=dict)


def spin(fits):
    """Lets the desk work until something is so."""
    until = time.monotonic() + PATIENCE_S
    while not fits():
        assert time.monotonic() < until, "too slow"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def settle(desk):
    """Nothing is read or written any more."""
    quiet = 0

    def still():
        nonlocal quiet
        quiet = 0 if desk.shell.background._pending > 0 else quiet + 1
        return quiet > 3

    spin(still)


def interfaces(told):
    """The accessibility tree, what is to be seen of it."""
    if told is None or not told.isValid() or told.state().invisible:
        return
    yield told
    if told.role() in (R.Table, R.List, R.Tree):  # rows are told by the list itself
        return
    for number in range(told.childCount()):
        yield from interfaces(told.child(number))


def place_of(told):
    one = told.object()
    return f"{type(one).__name__} in {type(one.parent()).__name__}" if one is not None else str(told.role())


def stops(frame):
    """Where the key Tab leads from the first field on, until it comes back."""
    frame.window().activateWindow()
    spin(frame.window().isActiveWindow)
    (frame.first_field() or frame).setFocus()
    if not frame.isAncestorOf(QApplication.focusWidget()):
        frame.focusNextChild()
    spin(lambda: frame.isAncestorOf(QApplication.focusWidget()))
    found = []
    for _step in range(MOST_STEPS):
        here = QApplication.focusWidget()
        if here is None or here in found[:-1]:
            break
        if here not in found:  # Tab goes on within a page from link to link
            found.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    return [widget for widget in found if frame.isAncestorOf(widget)]


def box_in(frame, widget):
    return QRect(widget.mapTo(frame, QPoint(0, 0)), widget.size())


def waits_for_tab(widget):
    """Whether Tab has to lead here. Of several radio buttons it leads to one, and what lies in others is theirs."""
    inner = isinstance(widget.parent(), QAbstractScrollArea | QComboBox | QAbstractSpinBox | QLineEdit)
    return (widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None and not inner
            and not isinstance(widget, QRadioButton)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus)


def jumps(frame, order):
    """Steps of Tab against the order in which one reads: up without going on at the right, or back within a line.

    Tab goes round: one step back, from the last to the first, is as it has to be.
    """
    found = []
    for one, next_ in pairwise([*order, *order[:1]]):
        a, b = box_in(frame, one), box_in(frame, next_)
        same_line = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > SLACK
        up = b.bottom() <= a.top() + SLACK and b.left() < a.right() - SLACK
        back = same_line and b.right() <= a.left() + SLACK
        if (up or back) and (frame.kind, told(next_)) not in MEANT:
            found.append(f"{called(one)} {a.getRect()} -> {called(next_)} {b.getRect()}")
    return found if len(found) > 1 else []


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {told(widget)!r}"


def told(widget: QWidget) -> str:
    """The name it is told by."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def look_at(walk, kind, frame):
    for told in interfaces(QAccessible.queryAccessibleInterface(frame)):
        walk.seen += 1
        widget = told.object()
        worked = told.role() in WORKED
        stop = (isinstance(widget, QWidget) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
                and widget.focusProxy() is None)
        inner = widget is not None and (widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox))
        if (worked or stop) and not inner and not told.text(QAccessible.Text.Name).strip():
            walk.nameless.add(f"{kind}: {place_of(told)} {told.role().name}")
        if stop and not inner and told.role() in HOLLOW and type(widget).__name__ not in NAMED_ONLY:
            walk.roleless.add(f"{kind}: {place_of(told)}")
    order = stops(frame)
    walk.jumps |= {f"{kind}: {jump}" for jump in jumps(frame, order)}
    walk.unreached |= {f"{kind}: {called(w)}" for w in frame.findChildren(QWidget)
                       if waits_for_tab(w) and w not in order}


def made(folder):
    """A workplace of the sample company; what to open of each kind."""
    store, local = create_store(database_url(folder, None)), Local(folder)
    found_company(store, COMPANY, LOGIN, NAME, SystemClock())
    sample = fill(open_context(store, local, LOGIN), customers=3, calls_each=2)
    ctx = open_context(store, local, LOGIN)
    write_setting(ctx, "ui.language", "en")
    last = local_day(SystemClock().now(), ctx.zone).replace(day=1) - timedelta(days=1)
    issue_all(ctx, propose(ctx, BillingRequest(last.replace(day=1), last)))
    uids = {"address": sample.addresses[0], "term": list_terms(ctx)[0].uid, "contract": list_contracts(ctx)[0].uid,
            "document": list_documents(ctx)[0].uid, "ticket": open_tickets(ctx)[0].uid}
    local.close()
    store.close()
    return uids


@pytest.fixture(scope="module")
def walk(qapp, tmp_path_factory):
    """Every kind of frame of a whole desk, gone through once."""
    folder = tmp_path_factory.mktemp("accessible")
    uids = made(folder)
    desktop = Desktop(qapp, folder, login=LOGIN)
    desktop.begin()
    spin(lambda: desktop.ctx is not None)
    desk, found = desktop.desk, Walk()
    desk.window.resize(1400, 950)
    desk.windows.close_all()
    for kind in desk.windows.kinds():
        frame = desk.windows.open(kind, uids.get(kind))
        desk.windows.window_of(frame).showMaximized()
        settle(desk)
        look_at(found, kind, frame)
        found.helped[kind] = help_on(desk, frame)
        frame.set_dirty(False)
        desk.windows.close(frame)
    found.kinds = desk.windows.kinds()
    desk.window.close()
    desktop.end()
    desk.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return found


def help_on(desk, frame):
    """The page that F1 shows."""
    if frame.kind == "help":
        return frame.reader.page()
    assert desk.shell.commands.trigger("help.open")
    shown = desk.windows.find("help")
    spin(lambda: bool(shown.reader.page()))
    page = shown.reader.page()
    desk.windows.close(shown)
    spin(lambda: desk.windows.active() is frame)
    return page


def test_there_is_something_to_walk_through(walk):
    assert len(walk.kinds) > 25 and walk.seen > 600


def test_everything_that_can_be_used_has_a_name(walk):
    assert not walk.nameless, "\n".join(sorted(walk.nameless))


def test_everything_that_takes_the_cursor_says_what_it_is(walk):
    assert not walk.roleless, "\n".join(sorted(walk.roleless))


def test_tab_goes_as_one_reads(walk):
    assert not walk.jumps, "\n".join(sorted(walk.jumps))


def test_tab_leads_to_everything_that_takes_the_cursor(walk):
    assert not walk.unreached, "\n".join(sorted(walk.unreached))


@pytest.mark.parametrize("language", ["de", "en"])
def test_f1_opens_a_page_of_its_own_in_both_languages(walk, language):
    pages = {page.name for page in read_manual(language).pages}
    assert not {kind: page for kind, page in walk.helped.items()
                if page not in pages or (page == INDEX) != (kind == "help")}
