"""A whole desk: what comes due is on the screen within five seconds, and the desk's keys reach it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from hotline_desk.services.access import write_setting
from hotline_desk.services.reminders import due
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import resubmit_ticket
from tests.ui.whole_desk import with_context

FIVE_SECONDS = 5000


def resubmitted(ctx, subject="Techniker anrufen"):
    uid = create_ticket(ctx, {"subject": subject})
    local = ctx.clock.now().astimezone(ZoneInfo(ctx.zone)).replace(tzinfo=None)
    resubmit_ticket(ctx, uid, local - timedelta(seconds=30), "")
    return uid


def waiting(whole):
    return [told.uid for told in whole.desktop.notifier.reminding.waiting]


def test_what_comes_due_is_on_the_card_within_five_seconds_and_told_once(whole):
    uid = resubmitted(whole.ctx)
    whole.qtbot.waitUntil(lambda: waiting(whole) == [uid], timeout=FIVE_SECONDS)
    assert whole.desktop.notifier.reminding.card.isVisible() and not due(whole.ctx)


def test_what_came_due_while_no_desk_was_open_is_told_at_the_start(place, open_desk):
    uid = with_context(place, resubmitted)
    whole = open_desk(place)
    whole.qtbot.waitUntil(lambda: waiting(whole) == [uid], timeout=FIVE_SECONDS)


def test_ctrl_f5_and_enter_put_it_off_by_five_minutes(whole):
    uid = resubmitted(whole.ctx)
    whole.until(lambda: waiting(whole) == [uid])
    whole.do("reminder.snooze")
    box = whole.desktop.desk.window.palette_box
    whole.until(box.isVisible)
    whole.qtbot.keyClick(box.field, Qt.Key.Key_Return)
    whole.until(lambda: not waiting(whole))
    assert not whole.desktop.notifier.reminding.card.isVisible()


def test_in_quiet_hours_nothing_is_shown_and_nothing_lost(place, open_desk):
    place.settings(**{"ui.do_not_disturb": True})
    uid = with_context(place, resubmitted)
    whole = open_desk(place)
    whole.until(lambda: whole.desktop.notifier.standing.quiet)
    assert not waiting(whole)
    whole.desktop._set("ui.do_not_disturb", False)
    whole.until(lambda: waiting(whole) == [uid])


def test_the_small_window_comes_by_its_key_and_counts(whole):
    resubmitted(whole.ctx)
    whole.do("notifier.window")
    small = whole.desktop.notifier.notifier.small
    whole.until(lambda: small.isVisible() and small.heading.text().startswith("1 open ticket · 1 late"))
    whole.do("notifier.window")
    assert not small.isVisible()


def test_where_the_module_is_off_reminders_come_as_banners(place, open_desk):
    place.settings(**{"module.notifier": False})
    uid = with_context(place, resubmitted)
    whole = open_desk(place)
    whole.until(lambda: waiting(whole) == [uid])
    assert not whole.desktop.notifier.reminding.card.isVisible()
    write_setting(whole.ctx, "module.notifier", True)
    whole.until(lambda: whole.desktop.notifier.notifier.running)
