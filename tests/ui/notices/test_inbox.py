"""The inbox and the frame of absences, at a desk with a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hotline_desk.domain.access import AGENT, Team
from hotline_desk.domain.notices import Absence
from hotline_desk.services.access import open_context, save_team
from hotline_desk.services.notices.absences import list_absences, remove_absence, save_absence
from hotline_desk.services.notices.messages import PUT_AWAY, SENT, Message, messages, send_message, unread_count
from hotline_desk.ui.notices import frames
from hotline_desk.ui.notices.desk import NoticeDesk
from tests import builders
from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]


@pytest.fixture
def bert(ctx):
    builders.user(ctx, "bert")
    return open_context(ctx.store, ctx.local, "bert", clock=ctx.clock)


@pytest.fixture
def desk(office, ctx, bert):
    """Anna's desk with the frames of notices."""
    frames.register(office.windows, office.shell, lambda: office.ctx, office.changes)
    office.notices_desk = NoticeDesk(office.shell, office.windows, office.desk.window.status, lambda: office.ctx,
                                     office.changes, office.desk.window)
    office.idle()
    return office


def count(desk):
    return desk.desk.window.status.text("messages")


def test_a_message_is_counted_and_told_when_it_arrives(desk, ctx, bert):
    assert count(desk) == ""
    send_message(bert, Message("Ms Roth waits.", ctx.user.uid))
    desk.until(lambda: count(desk) == "1 new message")
    desk.until(lambda: desk.said == ["Bert: Ms Roth waits."])


def test_the_banner_leads_to_the_message_which_then_counts_as_read(desk, ctx, bert):
    send_message(bert, Message("Ms Roth waits.", ctx.user.uid))
    desk.until(lambda: desk.notices)
    desk.undo()
    frame = desk.windows.active()
    assert (frame.kind, frame.text.toPlainText()) == ("inbox", "Ms Roth waits.")
    desk.until(lambda: unread_count(ctx) == 0)
    desk.until(lambda: count(desk) == "")


def test_nothing_is_told_in_quiet_hours_but_counted(desk, ctx, bert):
    desk.ctx = replace(desk.ctx, settings=desk.ctx.settings.with_values({"ui.do_not_disturb": True}))
    send_message(bert, Message("Ms Roth waits.", ctx.user.uid))
    desk.until(lambda: count(desk) == "1 new message")
    assert desk.said == []


def test_a_message_is_written_by_keys_and_letters(desk, ctx, bert):
    desk.do("message.new")
    frame = desk.windows.active()
    desk.until(lambda: frame.panel.is_open)
    desk.idle()
    frame.panel.target.setText("ber")
    frame.panel.text.setPlainText("Please look at it.")
    desk.do("panel.confirm")
    assert [line.text for line in messages(bert)] == ["Please look at it."]
    assert desk.said[-1] == "The message went to Bert."
    assert not frame.panel.is_open


def test_a_message_begun_at_a_ticket_is_on_it_and_leads_back(desk, ctx, bert):
    uid = builders.ticket(ctx)
    ticket = desk.open("ticket", uid)
    desk.do("message.new")
    frame = desk.windows.active()
    desk.until(lambda: frame.panel.is_open)
    desk.idle()
    frame.panel.target.setText("Bert")
    frame.panel.text.setPlainText("Yours?")
    desk.do("panel.confirm")
    assert messages(bert)[0].ticket_uid == uid
    assert desk.windows.active() is ticket


@pytest.mark.parametrize(("to", "text", "row"), [("Bert", " ", "text"), ("", "Hello", "target")])
def test_what_is_missing_is_said_below_its_field(desk, to, text, row):
    desk.do("message.new")
    frame = desk.windows.active()
    desk.until(lambda: frame.panel.is_open)
    desk.idle()
    frame.panel.target.setText(to)
    frame.panel.text.setPlainText(text)
    desk.do("panel.confirm")
    assert list(frame.panel.form.errors()) == [row]
    assert frame.panel.text.toPlainText() == text


def test_it_is_said_that_the_receiver_is_away(desk, ctx, bert):
    save_absence(ctx, Absence(bert.user.uid, date(2026, 11, 1), date(2026, 11, 6), ctx.user.uid))
    desk.do("message.new")
    frame = desk.windows.active()
    desk.until(lambda: frame.panel.is_open)
    desk.idle()
    frame.panel.target.setText("Bert")
    assert frame.panel.hint.text() == "until 06/11/2026; Anna stands in"


def test_an_answer_goes_to_the_author_on_the_same_ticket(desk, ctx, bert):
    uid = builders.ticket(ctx)
    send_message(bert, Message("Done?", ctx.user.uid, ticket_uid=uid))
    frame = desk.open("inbox")
    desk.do("message.reply")
    frame.panel.text.setPlainText("Yes.")
    desk.do("panel.confirm")
    assert [(line.text, line.ticket_uid) for line in messages(bert)] == [("Yes.", uid)]


def test_an_answer_to_a_team_of_ones_own_goes_to_the_team(desk, ctx, bert):
    team = save_team(ctx, Team("", "Hotline", (ctx.user.uid, bert.user.uid)))
    send_message(ctx, Message("Meeting at ten.", team_uid=team))
    frame = desk.open("inbox")
    frame.which.setCurrentIndex(1)
    desk.idle()
    frame.list.select(frame.list.rows()[0].uid)
    desk.do("message.reply")
    frame.panel.text.setPlainText("Or at eleven.")
    desk.do("panel.confirm")
    assert [line.text for line in messages(bert)] == ["Or at eleven.", "Meeting at ten."]


def test_a_message_counts_as_new_again(desk, ctx, bert):
    send_message(bert, Message("Later.", ctx.user.uid))
    frame = desk.open("inbox")
    desk.until(lambda: unread_count(ctx) == 0)
    desk.until(lambda: frame.list.current() is not None and frame.list.current().read)
    desk.do("message.unread")
    assert unread_count(ctx) == 1


def test_a_message_is_put_away_and_brought_back(desk, ctx, bert):
    send_message(bert, Message("Ms Roth waits.", ctx.user.uid))
    frame = desk.open("inbox")
    desk.until(lambda: frame.list.current() is not None)
    desk.do("record.archive")
    desk.until(lambda: not frame.list.rows())
    frame.which.set_code(PUT_AWAY)
    frame.refresh()
    desk.until(lambda: [row.text for row in frame.list.rows()] == ["Ms Roth waits."])
    frame.list.select(frame.list.rows()[0].uid)
    assert frame.away.accessibleName() == "Bring the message back" and frame.away.isEnabled()
    frame.away.click()
    desk.until(lambda: not frame.list.rows())
    assert [line.text for line in messages(ctx)] == ["Ms Roth waits."]
    desk.until(lambda: desk.said[-1:] == ["The message is among those received again."])
    desk.undo()
    desk.until(lambda: messages(ctx) == [])


def test_the_ticket_of_a_message_opens(desk, ctx, bert):
    uid = builders.ticket(ctx)
    send_message(bert, Message("See.", ctx.user.uid, ticket_uid=uid))
    desk.open("inbox")
    desk.do("message.ticket")
    assert (desk.windows.active().kind, desk.windows.active().uid) == ("ticket", uid)


def test_what_one_wrote_is_taken_back_with_a_way_back(desk, ctx, bert):
    send_message(ctx, Message("Wrong one.", bert.user.uid))
    frame = desk.open("inbox")
    frame.which.setCurrentIndex(1)
    desk.idle()
    frame.list.select(frame.list.rows()[0].uid)
    desk.do("message.take_back")
    assert messages(bert) == []
    desk.undo()
    assert len(messages(bert)) == 1
    assert len(messages(ctx, SENT)) == 1


def test_an_absence_is_entered_with_days_as_people_say_them(desk, ctx, bert):
    frame = desk.open("absences")
    desk.do("record.new")
    frame.who.setText("Anna")
    frame.first_day.setText("mon")
    frame.last_day.setText("2.12.")
    frame.deputy.setText("ber")
    desk.do("panel.confirm")
    line = list_absences(ctx)[0]
    assert (line.user, line.deputy, line.absence.first, line.absence.last) == (
        "Anna", "Bert", date(2026, 11, 9), date(2026, 12, 2))
    assert [row.uid for row in frame.list.rows()] == [line.absence.uid]


@pytest.mark.parametrize(("field", "text", "row"), [
    ("first_day", "sometime", "first"), ("last_day", "1.11.2026", "last"), ("deputy", "Anna", "deputy"),
    ("deputy", "Xaver", "deputy"), ("who", "", "who")])
def test_what_is_wrong_with_an_absence_is_said_below_its_field(desk, ctx, field, text, row):
    frame = desk.open("absences")
    desk.do("record.new")
    getattr(frame, field).setText(text)
    desk.do("panel.confirm")
    assert list(frame.form.errors()) == [row]
    assert list_absences(ctx) == []


def test_an_agent_enters_his_own_absence_and_looks_at_the_others(desk, ctx, bert):
    save_absence(ctx, Absence(bert.user.uid, date(2026, 11, 2), date(2026, 11, 6)))
    desk.use_role(AGENT)
    frame = desk.open("absences")
    frame.list.select(frame.list.rows()[0].uid)
    assert not desk.shell.commands.possible("record.open")
    assert not desk.shell.commands.possible("record.archive")
    desk.do("record.new")
    assert (frame.who.text(), frame.who.isEnabled()) == ("Anna", False)


def test_an_absence_is_taken_back_and_undone(desk, ctx, bert):
    save_absence(ctx, Absence(bert.user.uid, date(2026, 11, 2), date(2026, 11, 6)))
    frame = desk.open("absences")
    frame.list.select(frame.list.rows()[0].uid)
    desk.do("record.archive")
    assert list_absences(ctx) == []
    desk.undo()
    assert [line.user for line in list_absences(ctx)] == ["Bert"]


def test_who_works_although_he_is_entered_as_absent_is_told(desk, ctx, bert):
    uid = save_absence(ctx, Absence(ctx.user.uid, date(2026, 11, 1), date(2026, 11, 6), bert.user.uid))
    desk.until(lambda: desk.said == ["You are entered as absent until 06/11/2026: Bert gets your reminders."])
    desk.undo()
    assert desk.windows.active().kind == "absences"
    remove_absence(ctx, uid)
    desk.idle()
    assert len(desk.said) == 1
