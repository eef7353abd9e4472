"""The start page: five numbers and what needs this user."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt

from hotline_desk.domain.access import Team
from hotline_desk.domain.callbacks import Callback
from hotline_desk.domain.projects import Appointment
from hotline_desk.services.access import list_users, open_context, save_team
from hotline_desk.services.calls.callbacks import save_callback
from hotline_desk.services.notices.messages import Message, send_message
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import forward_ticket, resubmit_ticket
from tests.ui.whole_desk import KNOWN


@pytest.fixture
def frame(whole):
    return whole.desktop.desk.windows.find("start")


@pytest.fixture
def ben(whole):
    """The colleague, at a desk of his own."""
    return open_context(whole.ctx.store, None, "ben")


def number(frame, name):
    return frame.figures[name].number.text()


def late_ticket(ctx):
    uid = create_ticket(ctx, {"subject": "Zurückrufen"})
    then = (ctx.clock.now() - timedelta(hours=3)).replace(tzinfo=None)
    resubmit_ticket(ctx, uid, then, "Frist")
    return uid


def test_it_greets_by_name(frame):
    assert frame.greeting.text().endswith(", Anna Weber")


def test_numbers_and_lists_follow_what_happens(whole, box, frame):
    whole.until(lambda: number(frame, "open") == "0")
    late = late_ticket(whole.ctx)
    create_ticket(whole.ctx, {"subject": "Heute"})
    box.ring(KNOWN).hang_up()
    whole.until(lambda: [number(frame, name) for name in frame.figures] == ["2", "2", "1", "1", "0", "0", "1"])
    assert [row.uid for row in frame.late.rows()] == [late]
    assert [row.subject for row in frame.today.rows()] == ["Heute"]
    assert [row.number for row in frame.missed.rows()] == [KNOWN]


def test_enter_opens_what_is_late(whole, frame):
    late = late_ticket(whole.ctx)
    whole.until(lambda: frame.late.rows())
    whole.qtbot.keyClick(frame.late.table, Qt.Key.Key_Return)
    assert whole.desktop.desk.windows.active().uid == late


def test_enter_on_a_missed_call_opens_its_ticket(whole, box, frame):
    box.ring(KNOWN).hang_up()
    whole.until(lambda: frame.missed.rows())
    whole.qtbot.keyClick(frame.missed.table, Qt.Key.Key_Return)
    whole.until(lambda: whole.active_kind() == "ticket")


def test_the_number_of_missed_calls_leads_to_the_journal(whole, frame):
    whole.qtbot.mouseClick(frame.figures["missed_count"], Qt.MouseButton.LeftButton)
    assert whole.active_kind() == "journal"
    assert whole.desktop.desk.windows.active().chips.code() == "missed"


def test_what_is_late_for_a_colleague_is_counted_alike_everywhere(whole, frame):
    uid = create_ticket(whole.ctx, {"subject": "Zurückrufen"})
    ben = next(user for user in list_users(whole.ctx) if user.login != "anna")
    forward_ticket(whole.ctx, uid, "bitte", agent_uid=ben.uid)
    resubmit_ticket(whole.ctx, uid, (whole.ctx.clock.now() - timedelta(hours=3)).replace(tzinfo=None), "Frist")
    whole.until(lambda: [row.uid for row in frame.late.rows()] == [uid])
    whole.until(lambda: whole.desktop.desk.window.status.text("open").endswith("1 late"))
    assert number(frame, "overdue") == "1" and number(frame, "mine") == "0"


def test_a_callback_for_today_is_counted_and_leads_to_the_list(whole, frame):
    ctx = whole.ctx
    today = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).replace(hour=0, minute=1, tzinfo=None)
    save_callback(ctx, Callback(KNOWN, today, user_uid=ctx.user.uid))
    whole.until(lambda: number(frame, "callbacks") == "1")
    whole.until(lambda: whole.desktop.notifier.standing.callbacks == 1)
    whole.qtbot.mouseClick(frame.figures["callbacks"], Qt.MouseButton.LeftButton)
    assert whole.active_kind() == "callbacks"


def test_a_missed_caller_gets_a_callback_by_key(whole, box, frame):
    box.ring(KNOWN).hang_up()
    whole.until(lambda: frame.missed.current() is not None)
    assert whole.desktop.desk.shell.commands.trigger("callback.new")
    whole.until(lambda: whole.active_kind() == "callbacks")
    opened = whole.desktop.desk.windows.active()
    whole.until(lambda: opened.panel.is_open)
    assert opened.number.text() == "+49 711 5550123"


def test_ones_own_work_is_told_by_state(whole, frame):
    create_ticket(whole.ctx, {"subject": "Heute"})
    late_ticket(whole.ctx)
    whole.until(lambda: "1 in progress · 1 on resubmission" in frame.work.text())


def test_a_message_is_counted_shown_and_leads_to_the_inbox(whole, frame, ben):
    send_message(ben, Message("Kommst du?", user_uid=whole.ctx.user.uid))
    whole.until(lambda: number(frame, "unread") == "1")
    assert [line.text for line in frame.messages.rows()] == ["Kommst du?"]
    whole.qtbot.keyClick(frame.messages.table, Qt.Key.Key_Return)
    assert whole.active_kind() == "inbox"


def test_the_teams_numbers_lead_to_its_wall(whole, frame):
    assert not frame.teams.isVisible()
    team = save_team(whole.ctx, Team("", "Netz", (whole.ctx.user.uid,)))
    forward_ticket(whole.ctx, create_ticket(whole.ctx, {"subject": "VPN"}), "bitte", team_uid=team)
    whole.until(lambda: [(row.name, row.open, row.nobodys) for row in frame.teams.rows()] == [("Netz", 1, 1)])
    whole.qtbot.keyClick(frame.teams.table, Qt.Key.Key_Return)
    assert whole.active_kind() == "wall"
    assert whole.desktop.desk.windows.active().open_args()["team"] == team


def test_callbacks_and_appointments_stand_in_the_order_of_the_day(whole, frame):
    ctx = whole.ctx
    now = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).replace(tzinfo=None)
    midnight = now.replace(hour=23, minute=59, second=0, microsecond=0)
    create_ticket(ctx, {"subject": "Irgendwann"})
    save_appointment(ctx, Appointment(title="Abnahme", begin=midnight, end=midnight + timedelta(minutes=30),
                                      user_uid=ctx.user.uid))
    save_callback(ctx, Callback(KNOWN, now.replace(hour=0, minute=1), note="Angebot", user_uid=ctx.user.uid))
    whole.until(lambda: [row.subject for row in frame.today.rows()] == ["Angebot", "Abnahme", "Irgendwann"])
    frame.today.table.selectRow(1)
    whole.qtbot.keyClick(frame.today.table, Qt.Key.Key_Return)
    assert whole.active_kind() == "appointment"


def test_numbers_that_alarm_are_written_in_their_colour(whole, frame):
    late_ticket(whole.ctx)
    whole.until(lambda: number(frame, "overdue") == "1")
    figure = frame.figures["overdue"]
    picture = figure.number.grab().toImage()
    wanted = frame.shell.theme.color("danger").rgb()
    assert any(picture.pixel(x, y) == wanted for x in range(picture.width()) for y in range(picture.height()))
