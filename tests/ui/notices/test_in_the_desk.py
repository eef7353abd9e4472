"""Notices at a whole desk: what a colleague does elsewhere is seen here."""

from __future__ import annotations

from datetime import timedelta

from hotline_desk.core.clock import local_day
from hotline_desk.domain.notices import Absence
from hotline_desk.services.access import list_users, open_context
from hotline_desk.services.notices.absences import save_absence
from hotline_desk.services.notices.messages import Message, mark_read, send_message, unread_count
from tests.ui.whole_desk import box, open_desk, place, whole

__all__ = ["box", "open_desk", "place", "whole"]


def test_a_colleagues_message_is_counted_and_one_key_opens_it(whole):
    status = whole.desktop.desk.window.status
    ben = open_context(whole.ctx.store, None, "ben")
    uid = send_message(ben, Message("Frau Öztürk wartet.", whole.ctx.user.uid))
    whole.until(lambda: status.text("messages") == "1 new message")
    whole.do("inbox.open")
    whole.until(lambda: whole.active_kind() == "inbox")
    frame = whole.desktop.desk.windows.active()
    whole.until(lambda: frame.text.toPlainText() == "Frau Öztürk wartet.")
    mark_read(whole.ctx, [uid])
    whole.until(lambda: status.text("messages") == "")
    assert unread_count(whole.ctx) == 0


def test_absences_are_opened_by_their_key_and_list_who_is_away(whole):
    ben = next(user for user in list_users(whole.ctx) if user.login == "ben")
    today = local_day(whole.ctx.clock.now(), whole.ctx.zone)
    save_absence(whole.ctx, Absence(ben.uid, today, today + timedelta(days=3), whole.ctx.user.uid))
    whole.do("absences.open")
    frame = whole.desktop.desk.windows.active()
    whole.until(lambda: [(row.line.user, row.line.now) for row in frame.list.rows()] == [("Ben Kaya", True)])
