"""Short messages between colleagues."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline_desk.core.clock import SetClock
from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.services.access import open_context, save_team
from hotline_desk.services.calls.merging import merge_preview, merge_tickets, take_apart
from hotline_desk.services.context import Context
from hotline_desk.services.notices.messages import (
    PUT_AWAY,
    SENT,
    Message,
    mark_read,
    messages,
    put_away,
    send_message,
    take_back,
    unread,
    unread_count,
)
from hotline_desk.services.rows import row_of
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.bus import Changed
from hotline_desk.store.projects import AppointmentRow
from hotline_desk.store.tickets import TicketRow
from tests.builders import address, ticket, user


def colleague(ctx: Context, login: str) -> Context:
    user(ctx, login)
    return open_context(ctx.store, ctx.local, login, clock=ctx.clock)


@pytest.fixture
def bert(ctx: Context) -> Context:
    return colleague(ctx, "bert")


@pytest.fixture
def carl(ctx: Context) -> Context:
    return colleague(ctx, "carl")


def test_a_message_arrives_unread_and_is_read_once(ctx: Context, bert: Context) -> None:
    uid = send_message(ctx, Message("Please call Ms Roth.", bert.user.uid))
    assert unread_count(bert) == 1
    line = unread(bert).newest
    assert line is not None
    assert (line.author, line.text, line.read) == ("Anna", "Please call Ms Roth.", False)
    mark_read(bert, [uid])
    mark_read(bert, [uid])
    assert (unread(bert).count, unread(bert).newest, messages(bert)[0].read) == (0, None, True)


def test_the_sender_sees_who_has_read_it(ctx: Context, bert: Context) -> None:
    uid = send_message(ctx, Message("Lunch?", bert.user.uid))
    assert messages(ctx, SENT)[0].readers == ()
    mark_read(bert, [uid])
    assert messages(ctx, SENT)[0].readers == ("Bert",)
    assert messages(ctx) == []


def test_a_team_reads_it_each_for_himself(ctx: Context, bert: Context, carl: Context) -> None:
    team = save_team(ctx, Team("", "Hotline", (ctx.user.uid, bert.user.uid, carl.user.uid)))
    uid = send_message(ctx, Message("The server is back.", team_uid=team))
    mark_read(bert, [uid])
    assert (unread_count(bert), unread_count(carl), unread_count(ctx)) == (0, 1, 0)
    assert (messages(carl)[0].receiver, messages(carl)[0].to_team) == ("Hotline", True)


def test_others_neither_see_nor_count_it(ctx: Context, bert: Context, carl: Context) -> None:
    send_message(ctx, Message("Between us.", bert.user.uid))
    assert (messages(carl), unread_count(carl)) == ([], 0)


def test_it_stands_on_a_ticket(ctx: Context, bert: Context) -> None:
    uid = ticket(ctx, subject="Printer")
    send_message(ctx, Message("Have a look.", bert.user.uid, ticket_uid=uid))
    line = messages(bert)[0]
    assert (line.ticket_uid, line.ticket_number, line.ticket_subject) == (uid, "2026-00001", "Printer")


@pytest.mark.parametrize(("message", "problem"), [
    (Message("  ", "bert"), "message.empty"), (Message("Hello"), "message.target_missing"),
    (Message("Hello", team_uid="alone"), "message.nobody")])
def test_what_is_empty_or_for_nobody_is_not_sent(ctx: Context, bert: Context, message: Message, problem: str) -> None:
    team = save_team(ctx, Team("", "Alone", (ctx.user.uid,)))
    with pytest.raises(UserError) as refused:
        send_message(ctx, Message(message.text, bert.user.uid if message.user_uid else None,
                                  team if message.team_uid else None))
    assert refused.value.id == problem


def test_a_ticket_tells_what_was_written_about_it_as_far_as_one_may_read_it(
        ctx: Context, bert: Context, carl: Context) -> None:
    on = ticket(ctx, None)
    team = save_team(ctx, Team("", "Network", (bert.user.uid, carl.user.uid)))
    send_message(ctx, Message("For Bert alone", bert.user.uid, ticket_uid=on))
    send_message(ctx, Message("For the team", team_uid=team, ticket_uid=on))
    taken = send_message(ctx, Message("Never mind", team_uid=team, ticket_uid=on))
    take_back(ctx, taken)
    send_message(ctx, Message("About something else", bert.user.uid))
    assert [line.text for line in ticket_view(bert, on).messages] == ["For the team", "For Bert alone"]
    assert [line.text for line in ticket_view(carl, on).messages] == ["For the team"]
    assert [line.receiver for line in ticket_view(ctx, on).messages] == ["Network", "Bert"]


def test_who_looks_at_the_ticket_hears_of_a_message_on_it(ctx: Context, bert: Context) -> None:
    on = ticket(ctx, None)
    heard: list[Changed] = []
    ctx.store.bus.listen(heard.extend)
    send_message(ctx, Message("Look", bert.user.uid, ticket_uid=on))
    assert Changed("ticket", on) in heard


def test_it_can_count_as_new_again(ctx: Context, bert: Context) -> None:
    uid = send_message(ctx, Message("Later.", bert.user.uid))
    mark_read(bert, [uid])
    mark_read(bert, [uid], read=False)
    assert unread_count(bert) == 1


def test_who_received_it_puts_it_away_and_brings_it_back(ctx: Context, bert: Context) -> None:
    uid = send_message(ctx, Message("Done?", bert.user.uid))
    put_away(bert, uid)
    assert (messages(bert), unread_count(bert)) == ([], 0)
    assert [line.uid for line in messages(bert, PUT_AWAY)] == [uid]
    assert [line.readers for line in messages(ctx, SENT)] == [("Bert",)]
    put_away(bert, uid, away=False)
    assert [line.uid for line in messages(bert)] == [uid] and messages(bert, PUT_AWAY) == []


def test_of_a_team_each_puts_it_away_for_himself(ctx: Context, bert: Context, carl: Context) -> None:
    uid = send_message(ctx, Message("Done?", team_uid=save_team(ctx, Team("", "Net", (bert.user.uid, carl.user.uid)))))
    put_away(bert, uid)
    assert (messages(bert), len(messages(carl)), unread_count(carl)) == ([], 1, 1)


def test_what_one_did_not_receive_one_does_not_put_away(ctx: Context, bert: Context, carl: Context) -> None:
    uid = send_message(ctx, Message("Done?", bert.user.uid))
    with pytest.raises(UserError) as refused:
        put_away(carl, uid)
    assert refused.value.id == "message.not_received"


def test_only_its_author_takes_it_back(ctx: Context, bert: Context) -> None:
    uid = send_message(ctx, Message("Wrong window.", bert.user.uid))
    with pytest.raises(UserError) as refused:
        take_back(bert, uid)
    take_back(ctx, uid)
    assert (refused.value.id, messages(bert), unread_count(bert)) == ("message.not_yours", [], 0)
    take_back(ctx, uid, taken=False)
    assert unread_count(bert) == 1


def test_the_newest_comes_first(ctx: Context, bert: Context, clock: SetClock) -> None:
    for text in ("one", "two"):
        send_message(ctx, Message(text, bert.user.uid))
        clock.advance(minutes=1)
    assert [line.text for line in messages(bert)] == ["two", "one"]


def test_what_a_team_was_written_long_ago_is_no_news_to_who_joins_it(
        ctx: Context, bert: Context, carl: Context, clock: SetClock) -> None:
    team = save_team(ctx, Team("", "Hotline", (bert.user.uid,)))
    send_message(ctx, Message("Old story.", team_uid=team))
    clock.advance(days=40)
    save_team(ctx, Team(team, "Hotline", (bert.user.uid, carl.user.uid)))
    assert unread_count(carl) == 0


def test_messages_and_appointments_go_along_with_a_merger_and_back(ctx: Context, bert: Context) -> None:
    company = address(ctx)
    first, second = ticket(ctx, company), ticket(ctx, company, "Again")
    send_message(ctx, Message("See here.", bert.user.uid, ticket_uid=second))
    with ctx.store.write(ctx.stamp("test")) as tx:
        now = ctx.clock.now()
        tx.session.add(AppointmentRow(title="Visit", begin_local="", end_local="", zone="UTC", begin_at=now,
                                      end_at=now + timedelta(hours=1),
                                      ticket_id=row_of(tx.session, TicketRow, second).id))

    def holder() -> tuple[str | None, str]:
        with ctx.store.read() as session:
            visit = session.query(AppointmentRow).one()
            return messages(bert)[0].ticket_uid, session.get_one(TicketRow, visit.ticket_id).uid

    merge_tickets(ctx, merge_preview(ctx, [second], first))
    assert holder() == (first, first)
    take_apart(ctx, second)
    assert holder() == (second, second)
