"""Many tickets changed in one go, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, Team, User
from hotline_desk.domain.knowledge import Category
from hotline_desk.domain.notices import Absence
from hotline_desk.services.access import save_team, save_user
from hotline_desk.services.calls.merging import merge_preview, merge_tickets
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.notices.absences import save_absence
from hotline_desk.services.tickets.bulk import (
    ASSIGN,
    CATEGORY,
    CLOSE,
    MOST,
    PRIORITY,
    RESUBMIT,
    BulkChange,
    bulk_change,
    bulk_preview,
    bulk_undo,
)
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.tickets.links import link_tickets
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.customer import customer
from hotline_desk.services.views.ticket import ticket_view
from tests import builders

URGENT = BulkChange(PRIORITY, priority="urgent")


def closing(outcome="charge", solution="Done"):
    return BulkChange(CLOSE, closing=Closing(outcome, solution))


@pytest.fixture
def two(ctx):
    return [create_ticket(ctx, {"subject": name}) for name in ("A", "B")]


def fields(ctx, uid):
    return ticket_view(ctx, uid).fields


def whole(ctx, uid):
    """The ticket but for when it was changed."""
    view = ticket_view(ctx, uid)
    return replace(view, version=0, changed_at=view.created_at, notes=())


def test_all_get_the_priority_and_get_back_what_they_had(ctx, two):
    save_ticket(ctx, two[1], None, {"priority": "low"})
    before = [whole(ctx, uid) for uid in two]
    done = bulk_change(ctx, two, URGENT)
    assert [fields(ctx, uid).priority for uid in two] == ["urgent", "urgent"]
    assert bulk_undo(ctx, done.done) == ()
    assert [whole(ctx, uid) for uid in two] == before


def test_one_that_is_so_already_is_not_touched(ctx, two):
    save_ticket(ctx, two[0], None, {"priority": "urgent"})
    version = ticket_view(ctx, two[0]).version
    preview = bulk_preview(ctx, two, URGENT)
    assert (preview.changing, preview.same, preview.left) == (1, 1, ())
    bulk_change(ctx, two, URGENT)
    assert ticket_view(ctx, two[0]).version == version


def test_who_sorts_tickets_does_not_take_them(ctx):
    uid = create_ticket(ctx, {"subject": "x"})
    save_ticket(ctx, uid, None, {"agent_uid": None})
    team = save_team(ctx, Team("", "Netz"))
    bulk_change(ctx, [uid], BulkChange(ASSIGN, team_uid=team))
    bulk_change(ctx, [uid], URGENT)
    assert (fields(ctx, uid).agent_uid, fields(ctx, uid).team_uid) == (None, team)


def test_a_person_gets_tickets_without_their_leaving_the_team(ctx, two):
    bert = save_user(ctx, User("", "bert", "Bert", AGENT))
    team = save_team(ctx, Team("", "Netz"))
    save_ticket(ctx, two[0], None, {"team_uid": team})
    bulk_change(ctx, two, BulkChange(ASSIGN, agent_uid=bert, reason="Anna is ill"))
    assert (fields(ctx, two[0]).agent_uid, fields(ctx, two[0]).team_uid) == (bert, team)
    assert ticket_view(ctx, two[0]).notes[-1].text == "Anna is ill"


def test_a_category_must_exist(ctx, two):
    save_category(ctx, Category("Netz"))
    bulk_change(ctx, two, BulkChange(CATEGORY, category="Netz"))
    assert fields(ctx, two[1]).category == "Netz"
    with pytest.raises(UserError, match="no category"):
        bulk_preview(ctx, two, BulkChange(CATEGORY, category="Nonsense"))


def test_resubmission_is_undone_with_its_reason(ctx, two):
    before = whole(ctx, two[0])
    monday = (ctx.clock.now() + timedelta(days=7)).replace(tzinfo=None)
    done = bulk_change(ctx, two[:1], BulkChange(RESUBMIT, local=monday, reason="Monday"))
    assert ticket_view(ctx, two[0]).state == "resubmitted"
    bulk_undo(ctx, done.done)
    assert whole(ctx, two[0]) == before


def test_closing_keeps_the_solutions_there_are(ctx, two):
    save_ticket(ctx, two[0], None, {"solution": "Rebooted"})
    bulk_change(ctx, two, closing(solution="Moved to the new server"))
    assert [fields(ctx, uid).solution for uid in two] == ["Rebooted", "Moved to the new server"]
    assert verify_store(ctx) == []


def test_closing_is_undone_and_the_store_stays_whole(ctx, two):
    before = [whole(ctx, uid) for uid in two]
    bulk_undo(ctx, bulk_change(ctx, two, closing()).done)
    assert [whole(ctx, uid) for uid in two] == before
    assert verify_store(ctx) == []


def test_undoing_a_closing_without_charge_takes_its_action_at_the_customer_away(ctx):
    of = builders.address(ctx, "Muster GmbH")
    uid = create_ticket(ctx, {"subject": "A", "address_uid": of})

    def actions():
        return [line for line in customer(ctx, of).timeline if line.kind == "action"]

    done = bulk_change(ctx, [uid], closing("goodwill"))
    assert len(actions()) == 1
    bulk_undo(ctx, done.done)
    assert actions() == []


def test_clocks_end_at_the_closing(ctx, two):
    start_worklog(ctx, two[0])
    ctx.clock.advance(minutes=5)
    bulk_change(ctx, two, closing())
    assert [log.seconds for log in ticket_view(ctx, two[0]).worklogs] == [300]


def test_what_cannot_be_closed_is_left_with_its_reason(ctx, two):
    closed = create_ticket(ctx, {"subject": "C"})
    close_ticket(ctx, closed, None, Closing("charge", "x"))
    nameless = create_ticket(ctx, {})
    preview = bulk_preview(ctx, [*two, closed, nameless], closing())
    assert preview.changing == 2
    assert {each.uid: each.problem.id for each in preview.left} == {
        closed: "ticket.state", nameless: "ticket.sections_missing"}
    done = bulk_change(ctx, [*two, closed, nameless], closing())
    assert [each.uid for each in done.done] == two
    assert {each.uid for each in done.left} == {closed, nameless}


def test_a_merged_one_is_left(ctx, two):
    merge_tickets(ctx, merge_preview(ctx, [two[0]], two[1]))
    assert [each.uid for each in bulk_preview(ctx, two, URGENT).left] == [two[0]]


def test_parts_among_the_selected_close_with_their_whole(ctx, two):
    link_tickets(ctx, two[1], two[0], "parent")
    assert bulk_preview(ctx, two[:1], closing()).left[0].problem.id == "ticket.open_parts"
    assert bulk_preview(ctx, two, closing()).left == ()
    done = bulk_change(ctx, two, closing())
    assert done.left == () and [ticket_view(ctx, uid).state for uid in two] == ["closed", "closed"]


def test_a_whole_whose_part_cannot_close_is_left(ctx, two):
    save_ticket(ctx, two[1], None, {"subject": ""})
    link_tickets(ctx, two[1], two[0], "parent")
    done = bulk_change(ctx, two, closing())
    assert {each.problem.id for each in done.left} == {"ticket.open_parts", "ticket.sections_missing"}


def test_a_number_silenced_by_mistake_rings_again(ctx):
    uid = create_ticket(ctx, {"subject": "x", "caller_number": "030 1234567"})
    done = bulk_change(ctx, [uid], closing("advertising", ""))
    builders.answer(ctx)
    assert archive_count(ctx, ArchiveFilter("030 1234567")) == 1
    bulk_undo(ctx, done.done)
    builders.answer(ctx, "2")
    assert archive_count(ctx, ArchiveFilter("030 1234567")) == 2


def test_what_is_for_somebody_away_goes_to_his_deputy(ctx, two):
    bert, cora = (save_user(ctx, User("", name.lower(), name, AGENT)) for name in ("Bert", "Cora"))
    save_absence(ctx, Absence(bert, ctx.clock.now().date(), ctx.clock.now().date(), cora))
    change = BulkChange(ASSIGN, agent_uid=bert)
    assert bulk_preview(ctx, two, change).deputy == "Cora"
    bulk_change(ctx, two, change)
    assert fields(ctx, two[0]).agent_uid == cora


def test_what_a_colleague_changed_since_is_not_taken_back(ctx, two):
    done = bulk_change(ctx, two, URGENT)
    save_ticket(ctx, two[0], None, {"subject": "New"})
    assert [each.uid for each in bulk_undo(ctx, done.done)] == [two[0]]
    assert [fields(ctx, uid).priority for uid in two] == ["urgent", "normal"]


def test_it_can_be_stopped_and_what_was_done_taken_back(ctx):
    uids = [create_ticket(ctx, {"subject": "x"}) for _ in range(25)]
    told = []
    watched = ctx.watched(lambda done, total, _text: told.append((done, total)), lambda: bool(told))
    done = bulk_change(watched, uids, URGENT)
    assert done.stopped and len(done.done) == 20 and told == [(20, 25)]
    bulk_undo(ctx, done.done)
    assert {fields(ctx, uid).priority for uid in uids} == {"normal"}


def test_too_many_or_too_little_is_refused_before(ctx, two):
    with pytest.raises(UserError, match="At most"):
        bulk_preview(ctx, ["x"] * (MOST + 1), URGENT)
    for change in (BulkChange(ASSIGN), BulkChange(PRIORITY), BulkChange(RESUBMIT), BulkChange(CLOSE)):
        with pytest.raises(UserError):
            bulk_change(ctx, two, change)
