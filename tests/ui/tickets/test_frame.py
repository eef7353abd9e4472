"""The ticket's frame: names for those who cannot see, room for those who have little, rights."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QTabBar,
    QWidget,
)

from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.notices.messages import Message, send_message
from hotline_desk.services.tickets.attachments import add_attachment
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.links import link_tickets
from hotline_desk.ui.shell.frame import Frame
from tests import builders
from tests.ui.tickets.conftest import CTRL, named

KEY = Qt.Key


class Blank(Frame):
    """A frame of another subject."""

    def first_field(self) -> QWidget:
        return self


FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar)


def own_fields(frame):
    return [w for kind in FIELDS for w in frame.findChildren(kind)
            if not isinstance(w.parentWidget(), QComboBox | QSpinBox) and w.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not (w.parentWidget() and w.parentWidget().inherits("QComboBoxPrivateContainer"))]


def test_every_field_has_a_name_for_screen_readers(place, ticket):
    for open_panel in (ticket.panels.close_ticket, ticket.panels.forward, ticket.panels.resubmit, ticket.panels.add):
        open_panel()
    ticket.caller.begin("")
    ticket.belongings.link()
    ticket.belongings.merge()
    for page in (1, 2, 3, 4, 5):
        ticket.body.bar.setCurrentIndex(page)
    nameless = [w for w in own_fields(ticket) if not named(w)]
    assert not nameless


@pytest.mark.parametrize("kind", ["tasks", "archive"])
def test_every_field_of_the_lists_has_a_name(place, kind):
    assert not [w for w in own_fields(place.open(kind)) if not named(w)]


def test_every_outcome_is_a_choice_with_its_digit(place, ticket):
    ticket.panels.close_ticket()
    texts = [b.text() for b in ticket.panels._closing.findChildren(QRadioButton)]
    assert [text[0] for text in texts] == list("123456789")


def test_the_side_becomes_a_page_where_the_frame_is_narrow(place, ticket):
    window = place.windows.window_of(ticket)
    window.resize(1000, 640)
    place.until(lambda: ticket.body.beside)
    assert ticket.body.bar.count() == 6
    window.resize(600, 640)
    place.until(lambda: not ticket.body.beside)
    assert ticket.body.bar.accessibleTabName(6) == "At a glance"
    window.resize(1000, 640)
    place.until(lambda: ticket.body.beside)
    assert ticket.body.bar.count() == 6


def test_where_tabs_have_no_room_for_words_they_show_symbols_and_keep_their_names(place, ticket):
    for n in range(10):
        add_attachment(place.ctx, ticket.record.uid, f"{n}.txt", b"1")
        link_tickets(place.ctx, ticket.record.uid, create_ticket(place.ctx), "related")
    place.windows.window_of(ticket).resize(560, 640)
    place.until(lambda: not ticket.body.bar.tabIcon(1).isNull())
    bar = ticket.body.bar
    assert bar.tabText(bar.currentIndex()) == "Ticket" and bar.sizeHint().width() <= ticket.body.width()
    bar.setCurrentIndex(3)
    assert bar.tabText(3) == "Attachments (10)" and bar.tabText(0) == "" and bar.tabText(4) == "(10)"
    assert bar.accessibleTabName(0) == bar.tabToolTip(0) == "Ticket"


def test_it_fits_560_pixels_without_a_horizontal_scroll_bar(place, ticket):
    place.windows.window_of(ticket).resize(560, 640)
    place.qtbot.wait(50)
    assert ticket.width() <= 560
    assert ticket.minimumSizeHint().width() <= 556
    assert ticket.fields.minimumSizeHint().width() <= ticket.body.first.viewport().width()


@pytest.mark.parametrize("kind", ["tasks", "archive"])
def test_the_lists_fit_560_pixels_too(place, kind):
    frame = place.open(kind)
    place.windows.window_of(frame).resize(560, 560)
    place.qtbot.wait(50)
    assert frame.minimumSizeHint().width() <= 556


def test_the_title_follows_the_subject(place, ticket):
    ticket.fields.subject.selectAll()
    place.write("Neuer Name")
    assert ticket.title().endswith(" · Neuer Name")
    assert place.windows.window_of(ticket).windowTitle().startswith("•")


def test_the_head_tells_since_when_it_waits(place, ticket):
    created = ticket.record.view.created_at
    assert ticket.header.since.word.text() == f"since {place.desk.shell.texts.clock(created)}"
    place.ctx.clock.advance(days=1)
    ticket.retranslate()
    assert ticket.header.since.word.text() == f"since {place.desk.shell.texts.day(created.date())}"


def test_the_language_changes_while_the_ticket_is_open(place, taken):
    frame = taken[1]
    place.desk.shell.texts.use("de")
    assert frame.header.state.word.text() == "In Bearbeitung"
    place.desk.shell.texts.use("en")
    assert frame.header.state.word.text() == "In progress"


@pytest.mark.parametrize(("key", "panel"), [
    (KEY.Key_F9, "Close ticket"), (KEY.Key_F7, "Forward"), (KEY.Key_F6, "Put on resubmission")])
def test_a_key_that_is_faster_than_the_reading_of_the_ticket_is_not_lost(place, key, panel):
    uid = create_ticket(place.ctx, {"subject": "Drucker"})
    frame = place.windows.open("ticket", uid)
    place.press(key)
    assert frame.record.view is None
    place.until(lambda: frame.open_panel is not None)
    assert panel in frame.open_panel.accessibleName()


def test_a_solved_ticket_is_not_closed_again_by_a_key_that_came_too_early(place):
    uid = create_ticket(place.ctx, {"subject": "Drucker"})
    close_ticket(place.ctx, uid, None, Closing("goodwill", "Geschenkt"))
    frame = place.windows.open("ticket", uid)
    place.press(KEY.Key_F9)
    place.until(lambda: frame.record.view is not None)
    assert frame.open_panel is None


def test_a_measure_on_a_document_leads_there(place, muster):
    builders.article(place.ctx)
    builders.contract(place.ctx, muster, place.ctx.clock.now(), article_number="SUP")
    uid = builders.solved(place.ctx, muster, 10)
    today = place.ctx.clock.now().date()
    issue_all(place.ctx, propose(place.ctx, BillingRequest(today, today)))
    opened = []
    place.windows.register("document", lambda uid, **args: opened.append(uid) or Blank(place.desk.shell, uid))
    page = place.open("ticket", uid).body.page(5)
    page.list.activated.emit(page.list.rows()[0])
    place.until(lambda: opened == [list_documents(place.ctx)[0].uid])


def test_the_pages_show_history_and_billing(place):
    uid = create_ticket(place.ctx, {"subject": "Drucker"})
    close_ticket(place.ctx, uid, None, Closing("goodwill", "Geschenkt"))
    frame = place.open("ticket", uid)
    frame.body.bar.setCurrentIndex(1)
    assert frame.body.page(1).isVisible() and "Geschenkt" in frame.body.page(1).toPlainText()
    frame.body.bar.setCurrentIndex(5)
    billing = frame.body.page(5)
    assert (billing.state.text(), billing.outcome.text()) == ("free of charge", "Goodwill")


def test_the_history_shows_messages_about_the_ticket_as_they_come(place, bert):
    uid = create_ticket(place.ctx, {"subject": "Drucker"})
    frame = place.open("ticket", uid)
    frame.body.bar.setCurrentIndex(1)
    send_message(bert, Message("Kennst du den <Fehler>?", user_uid=place.ctx.user.uid, ticket_uid=uid))
    place.until(lambda: "Kennst du den <Fehler>?" in frame.body.page(1).toPlainText())
    assert "Message" in frame.body.page(1).toPlainText()


def test_f4_opens_the_customer(place, muster):
    opened = []
    place.windows.register("address", lambda uid, **args: opened.append(uid) or Blank(place.desk.shell, uid))
    place.open("ticket", create_ticket(place.ctx, {"address_uid": muster}))
    place.press(KEY.Key_F4)
    assert opened == [muster]


def test_those_who_may_only_look_change_nothing(place):
    uid = create_ticket(place.ctx, {"subject": "Drucker"})
    place.desk.shell.commands.set_rights(lambda permission: permission == "ticket.read", lambda _module: True)
    frame = place.open("ticket", uid)
    place.write("xyz")
    assert frame.fields.subject.text() == "Drucker" and not frame.dirty
    assert not place.desk.shell.commands.possible("ticket.close")


def test_new_tickets_open_one_after_the_other(place):
    place.press(KEY.Key_N, CTRL)
    place.until(lambda: place.windows.frames() and place.windows.frames()[0].record.view is not None)
    place.press(KEY.Key_N, CTRL)
    place.until(lambda: len(place.windows.frames()) == 2 and place.windows.frames()[1].record.view is not None)
    numbers = [frame.record.view.number for frame in place.windows.frames()]
    assert numbers == ["2026-00001", "2026-00002"]


def test_the_side_moves_only_after_all_widgets_were_styled_anew(place, ticket):
    body, theme = ticket.body, place.desk.shell.theme
    place.desk.windows.window_of(ticket).resize(980, 700)
    place.until(lambda: body.beside)
    moved = []
    theme.changed.connect(lambda: moved.append(body.beside))
    theme.use(font_percent=150)
    body.resize(body.width() - 1, body.height())
    assert moved == [True]
    assert body.beside
    place.until(lambda: not body.beside)
    theme.use(font_percent=100)
    place.until(lambda: body.beside)
