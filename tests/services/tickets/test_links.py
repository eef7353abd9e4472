"""Tickets that belong together, on both databases: parts, duplicates, related ones, and how they are closed."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.tickets import DUPLICATE, PART_OF, RELATED
from hotline_desk.services.care import findings
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.endings import CLOSE, LEAVE, Closing, close_ticket
from hotline_desk.services.tickets.links import HAS_DUPLICATE, HAS_PART, link_tickets, links_of, remove_link
from hotline_desk.services.views.ticket import ticket_view
from tests.builders import ticket
from tests.store.test_audit import forge


def links(ctx, uid):
    return [(link.kind, link.ticket_uid) for link in links_of(ctx, uid)]


def refused(function, *args):
    with pytest.raises(UserError) as problem:
        function(*args)
    return problem.value.id


@pytest.mark.parametrize(("kind", "from_there"), [(PART_OF, HAS_PART), (DUPLICATE, HAS_DUPLICATE), (RELATED, RELATED)])
def test_a_link_is_seen_from_both_ends(ctx, kind, from_there):
    one, other = ticket(ctx), ticket(ctx)
    link_tickets(ctx, one, other, kind)
    assert links(ctx, one) == [(kind, other)] and links(ctx, other) == [(from_there, one)]


def test_the_same_link_is_made_once_and_related_ones_know_no_direction(ctx):
    one, other = ticket(ctx), ticket(ctx)
    assert link_tickets(ctx, one, other, DUPLICATE) == link_tickets(ctx, one, other, DUPLICATE)
    assert link_tickets(ctx, one, other, RELATED) == link_tickets(ctx, other, one, RELATED)
    assert len(links(ctx, one)) == 2


def test_a_ticket_is_part_of_one_other_and_never_of_its_own_parts(ctx):
    top, middle, bottom = ticket(ctx), ticket(ctx), ticket(ctx)
    link_tickets(ctx, middle, top, PART_OF)
    link_tickets(ctx, bottom, middle, PART_OF)
    assert refused(link_tickets, ctx, top, bottom, PART_OF) == "link.circle"
    assert refused(link_tickets, ctx, bottom, top, PART_OF) == "link.part"
    assert refused(link_tickets, ctx, top, top, RELATED) == "link.self"
    assert verify_store(ctx) == []


def test_a_link_taken_away_comes_back_unless_it_would_close_a_circle_now(ctx):
    one, other = ticket(ctx), ticket(ctx)
    link = link_tickets(ctx, one, other, PART_OF)
    remove_link(ctx, link)
    assert links(ctx, one) == []
    remove_link(ctx, link, removed=False)
    assert links(ctx, one) == [(PART_OF, other)]
    remove_link(ctx, link)
    link_tickets(ctx, other, one, PART_OF)
    assert refused(remove_link, ctx, link, False) == "link.circle"


def test_a_ticket_with_open_parts_is_closed_only_if_somebody_says_what_becomes_of_them(ctx):
    top, middle, bottom = ticket(ctx), ticket(ctx), ticket(ctx)
    link_tickets(ctx, middle, top, PART_OF)
    link_tickets(ctx, bottom, middle, PART_OF)
    assert len(ticket_view(ctx, top).open_parts) == 2
    assert refused(close_ticket, ctx, top, None, Closing("internal")) == "ticket.open_parts"
    close_ticket(ctx, top, None, Closing("internal", parts=LEAVE))
    assert [ticket_view(ctx, uid).state for uid in (top, middle, bottom)] == ["closed", "open", "open"]


def test_open_parts_are_closed_in_the_same_way_on_wish(ctx):
    top, done, bottom = ticket(ctx), ticket(ctx), ticket(ctx)
    for part in (done, bottom):
        link_tickets(ctx, part, top, PART_OF)
    close_ticket(ctx, done, None, Closing("test"))
    close_ticket(ctx, top, None, Closing("goodwill", "Replaced.", parts=CLOSE))
    assert [(ticket_view(ctx, uid).outcome, ticket_view(ctx, uid).fields.solution) for uid in (top, done, bottom)] == [
        ("goodwill", "Replaced."), ("test", ""), ("goodwill", "Replaced.")]


def test_verify_finds_a_circle(ctx):
    one, other = ticket(ctx), ticket(ctx)
    link_tickets(ctx, one, other, PART_OF)
    link_tickets(ctx, other, one, RELATED)
    forge(ctx.store, "UPDATE ticket_link SET kind = 'parent'")
    numbers = {ticket_view(ctx, uid).number for uid in (one, other)}
    # Related ones know no direction, so there is one row; turned round and doubled it is a circle of two.
    forge(ctx.store, "INSERT INTO ticket_link (uid, version, from_id, to_id, kind, made_at, made_by_id)"
                     " SELECT 'turned', 1, to_id, from_id, kind, made_at, made_by_id FROM ticket_link LIMIT 1")
    told = {finding.where for finding in verify_store(ctx) if finding.check == findings.LINKS}
    assert numbers <= told
