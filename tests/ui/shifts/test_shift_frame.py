"""The shift change at the desk: seen, handed over by letters of a name, confirmed at another desk."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hotline_desk.adapters.documents.pdf_pages import text_of
from hotline_desk.domain.access import AGENT, Team, User
from hotline_desk.domain.shifts import CONFIRMED, TAKEN_BACK
from hotline_desk.services.access import open_context, save_team, save_user
from hotline_desk.services.calls.shifts import confirm_shift, hand_over
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.shift import shift_page, shifts
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.local import Local
from hotline_desk.ui.shifts.notice import ShiftNotice
from tests.ui.office import press


@pytest.fixture
def bert(ctx, tmp_path):
    """An agent at another desk."""
    save_user(ctx, User("", "bert", "Bert Vogel", AGENT))
    with ExitStack() as desks:
        local = Local(tmp_path / "bert")
        desks.callback(local.close)
        yield open_context(ctx.store, local, "bert", clock=ctx.clock)


@pytest.fixture
def ticket(ctx):
    """Anna's, with her clock running."""
    uid = create_ticket(ctx, {"subject": "Drucker druckt nicht"})
    start_worklog(ctx, uid, "Treiber")
    return uid


def cell(office):
    return office.desk.window.status.text("shift")


def from_bert(ctx, bert, note="Bitte Router beobachten"):
    return hand_over(bert, shift_page(bert), note, user_uid=ctx.user.uid)


def test_the_page_shows_clocks_and_tickets_in_the_order_of_the_paper(office, ticket):
    frame = office.open("shift")
    assert [row.kind for row in frame.list.rows()] == ["clock", "ticket"]
    assert frame.about.text() == "1 running clock · 0 callbacks · 1 ticket"


def test_a_shift_is_handed_over_by_letters_of_a_name(office, ctx, bert, ticket):
    frame = office.open("shift")
    office.do("shift.hand")
    frame.handing.target.setText("vog")
    press(frame.handing.target, Qt.Key.Key_Return)
    frame.handing.note.setPlainText("Kommt um acht")
    office.do("panel.confirm")
    given = shifts(ctx)[0]
    assert (given.receiver, given.note) == ("Bert Vogel", "Kommt um acht")
    assert not ticket_view(ctx, ticket).worklogs[0].running
    office.until(lambda: "Nobody has confirmed it yet." in frame.about.text())
    assert frame.note.text() == "Kommt um acht"


def test_handing_over_is_undone_by_the_message(office, ctx, bert, ticket):
    frame = office.open("shift")
    office.do("shift.hand")
    frame.handing.target.setText("Bert")
    office.do("panel.confirm")
    office.undo()
    assert shifts(ctx)[0].state == TAKEN_BACK


def test_whoever_has_chosen_nobody_is_told_below_the_field(office, ctx, ticket):
    frame = office.open("shift")
    office.do("shift.hand")
    office.do("panel.confirm")
    assert frame.handing.form.errors() == {"target": "Choose to whom the shift goes: a team or a person."}
    assert not shifts(ctx)


def test_a_team_without_anybody_else_is_refused_below_the_field(office, ctx, ticket):
    save_team(ctx, Team("", "Allein", (ctx.user.uid,)))
    frame = office.open("shift")
    office.do("shift.hand")
    frame.handing.target.setText("Allein")
    office.do("panel.confirm")
    assert "Nobody else is in Allein" in frame.handing.form.errors()["target"]


def test_what_was_handed_to_me_is_told_in_the_status_bar_and_by_a_message(office, ctx, bert):
    from_bert(ctx, bert)
    office.until(lambda: cell(office) == "1 shift to confirm")
    assert office.said[-1] == "Bert Vogel hands the shift over to you."
    office.notices[-1].action()
    office.idle()
    frame = office.windows.active()
    assert (frame.kind, frame.note.text()) == ("shift", "Bitte Router beobachten")


def test_a_shift_is_confirmed_by_one_key(office, ctx, bert):
    uid = from_bert(ctx, bert)
    office.until(lambda: cell(office))
    office.open("shift", shift_uid=uid)
    office.do("shift.confirm")
    assert shifts(bert)[0].state == CONFIRMED
    office.until(lambda: not cell(office))
    assert "You have taken over the shift of Bert Vogel." in office.said


def test_whoever_handed_over_hears_that_it_was_confirmed(office, ctx, bert, ticket):
    uid = hand_over(ctx, shift_page(ctx), "", user_uid=bert.user.uid)
    notice = office.windows.findChild(ShiftNotice)
    office.until(lambda: uid in (notice._told or ()))
    confirm_shift(bert, uid)
    office.until(lambda: "Bert Vogel has taken over your shift." in office.said)


def test_a_page_of_ones_own_cannot_be_confirmed_nor_a_given_one_be_given_on(office, ctx, bert):
    frame = office.open("shift")
    assert "shift.confirm" in frame.switched_off()
    uid = from_bert(ctx, bert)
    office.open("shift", shift_uid=uid)
    office.until(lambda: "shift.hand" in frame.switched_off())
    assert "shift.confirm" not in frame.switched_off()


def test_enter_leads_to_the_ticket(office, ctx, ticket):
    frame = office.open("shift")
    frame.list.select(ticket)
    office.do("record.open")
    assert (office.windows.active().kind, office.windows.active().uid) == ("ticket", ticket)


def test_the_page_of_my_team_can_be_looked_at(office, ctx, bert, ticket):
    save_team(ctx, Team("", "Netzwerk", (ctx.user.uid, bert.user.uid)))
    start_worklog(bert, create_ticket(bert, {"subject": "Router"}))
    frame = office.open("shift")
    assert frame.which.itemText(1) == "What Netzwerk leaves"
    frame.which.setCurrentIndex(1)
    frame.which.activated.emit(1)
    office.idle()
    assert {row.what for row in frame.list.rows()} == {"Router", "Drucker druckt nicht"}


def test_the_page_is_saved_as_pdf_in_the_language_of_the_screen(office, ctx, ticket, tmp_path):
    frame = office.open("shift")
    office.do("frame.pdf")
    place = Path(tmp_path / "shift.pdf")
    frame.saving.place.line.setText(str(place))
    office.do("panel.confirm")
    text = text_of(place.read_bytes())
    assert "Running clocks" in text and "Drucker druckt nicht" in text


def test_whoever_confirms_too_late_is_told_and_sees_who_was_quicker(office, ctx, bert, tmp_path):
    save_user(ctx, User("", "carl", "Carl Zeh", AGENT))
    local = Local(tmp_path / "carl")
    carl = open_context(ctx.store, local, "carl", clock=ctx.clock)
    team = save_team(ctx, Team("", "Netzwerk", (ctx.user.uid, bert.user.uid, carl.user.uid)))
    uid = hand_over(bert, shift_page(bert), "", team_uid=team)
    frame = office.open("shift", shift_uid=uid)
    office.changes.leave()
    confirm_shift(carl, uid)
    office.do("shift.confirm")
    office.until(lambda: "Confirmed by Carl Zeh" in frame.about.text())
    assert "Carl Zeh has confirmed or taken back this shift already. Refresh the list." in office.said
    local.close()
