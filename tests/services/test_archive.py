"""What the archive finds, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline_desk.domain.access import Team
from hotline_desk.domain.addresses import Address, Phone
from hotline_desk.domain.knowledge import Category
from hotline_desk.domain.tickets import WITHDRAWN
from hotline_desk.services.access import save_team
from hotline_desk.services.addresses import save_address
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, resubmit_ticket
from hotline_desk.services.views import archive_query
from hotline_desk.services.views.archive import (
    SORTS,
    ArchiveFilter,
    Order,
    Places,
    archive_count,
    archive_ids,
    archive_places,
    archive_rows,
    archive_uids,
)
from hotline_desk.store.tickets import TicketRow
from tests import builders


@pytest.fixture
def three(ctx):
    """Three tickets with subjects b, a and none, of different customers."""
    made = []
    for subject, name in (("b", "Zenit"), ("a", "Adler"), ("", "")):
        uid = save_address(ctx, Address(name)) if name else None
        made.append(create_ticket(ctx, {"subject": subject, "address_uid": uid}))
        ctx.clock.advance(minutes=1)
    return made


def found(ctx, order=None, **wanted):
    ids = archive_ids(ctx, ArchiveFilter(**wanted), order=order or Order())
    assert archive_count(ctx, ArchiveFilter(**wanted)) == len(ids)
    assert archive_uids(ctx, ids) == [row.uid for row in archive_rows(ctx, ids)]
    return archive_uids(ctx, ids)


def test_any_column_sorts_in_either_direction(ctx, three):
    for key in SORTS:
        assert sorted(found(ctx, Order(key))) == sorted(three)
        assert sorted(found(ctx, Order(key, False))) == sorted(three)


def test_what_is_empty_stands_last_in_either_direction(ctx, three):
    b, a, empty = three
    assert found(ctx, Order("subject", False)) == [a, b, empty]
    assert found(ctx, Order("subject", True)) == [b, a, empty]
    assert found(ctx, Order("customer", False)) == [a, b, empty]
    resubmit_ticket(ctx, a, (ctx.clock.now() + timedelta(days=1)).replace(tzinfo=None), "")
    assert found(ctx, Order("resubmit", False))[0] == a
    assert found(ctx, Order("resubmit", True))[0] == a


def test_numbers_sort_from_the_oldest_too(ctx, three):
    assert found(ctx, Order("number", False)) == three
    assert found(ctx, Order("number", True)) == three[::-1]


def test_words_are_sorted_and_paged_like_everything_else(ctx, three):
    for name in "xyz":
        three.append(create_ticket(ctx, {"subject": f"drucker {name}"}))
    wanted = ArchiveFilter("drucker")
    ids = archive_ids(ctx, wanted, order=Order("subject", False))
    assert archive_uids(ctx, ids) == three[3:]
    assert archive_ids(ctx, wanted, 1, 1, Order("subject", False)) == ids[1:2]


def test_a_category_finds_what_lies_below_it(ctx):
    network = save_category(ctx, Category("Netz"))
    save_category(ctx, Category("VPN", network))
    save_category(ctx, Category("Netzteil"))
    upper, lower, _other = (create_ticket(ctx, {"category": path}) for path in ("Netz", "Netz › VPN", "Netzteil"))
    assert set(found(ctx, category="Netz")) == {upper, lower}
    assert found(ctx, category="Netz › VPN") == [lower]


def test_a_team_is_a_filter(ctx, three):
    team = save_team(ctx, Team("", "Netz"))
    uid = create_ticket(ctx, {"team_uid": team})
    assert found(ctx, team_uid=team) == [uid]


def test_billing_tells_billed_unbilled_and_given_away(ctx, clock):
    builders.article(ctx)
    address = builders.address(ctx, "Muster GmbH", "030 1234567")
    builders.contract(ctx, address, ctx.clock.now() - timedelta(days=300), article_number="SUP")
    billed = builders.solved(ctx, address, 10)
    today = clock.now().date()
    issue_all(ctx, propose(ctx, BillingRequest(today, today)))
    unbilled = builders.solved(ctx, address, 10)
    given = create_ticket(ctx, {"subject": "x"})
    close_ticket(ctx, given, None, Closing("goodwill", "x"))
    free = create_ticket(ctx, {"subject": "x"})
    assert found(ctx, billing="billed") == [billed]
    assert found(ctx, billing="unbilled") == [unbilled]
    assert found(ctx, billing="goodwill") == [given]
    assert found(ctx, billing="none") == [free]
    assert set(found(ctx, billing="charge")) == {billed, unbilled}


@pytest.mark.parametrize("typed", ["030 1234567", "+49 (0)30 123 45-67", "0049301234567", "030/1234567"])
def test_a_customers_number_finds_his_tickets_in_any_notation(ctx, typed):
    uid = create_ticket(ctx, {
        "subject": "x", "address_uid": save_address(ctx, Address("Muster", phones=(Phone("+49301234567"),)))})
    assert found(ctx, words=typed) == [uid]
    assert found(ctx, words=f"{typed} x") == [uid]
    assert found(ctx, words=f"{typed} y") == []


def test_a_page_anywhere_is_read_from_where_it_stands(ctx, three):
    made = [create_ticket(ctx, {"subject": f"drucker {n}"}) for n in range(9)]
    with ctx.store.write(ctx.stamp("ticket.close")) as tx:
        tx.session.scalars(select(TicketRow).where(TicketRow.uid == made[4])).one().state = WITHDRAWN
    for wanted in (ArchiveFilter(), ArchiveFilter("drucker"), ArchiveFilter("adler"), ArchiveFilter("nirgends"),
                   ArchiveFilter("drucker", channel="other")):
        places = archive_places(ctx, wanted)
        assert places.total == archive_count(ctx, wanted)
        for down in (True, False):
            ids = archive_ids(ctx, wanted, order=Order("number", down))
            assert len(ids) == places.total
            for offset in range(places.total + 1):
                assert archive_ids(ctx, wanted, 3, offset, Order("number", down), places) == ids[offset:offset + 3]


def test_places_tell_the_nearest_key_to_read_from():
    places = Places((0, 2, 3), (0, 10, 30, 35))
    assert places.near(0, True) == (None, None, 0) and places.near(35, True) == (None, None, 35)
    assert places.near(5, True) == (3071, None, 0) and places.near(24, True) == (3071, None, 19)
    assert places.near(25, True) == (1023, None, 0)
    assert places.near(9, False) == (None, 0, 9) and places.near(31, False) == (None, 3072, 1)


def test_a_customer_is_found_among_many_addresses(ctx, three, monkeypatch):
    monkeypatch.setattr(archive_query, "_FEW_ADDRESSES", 0)
    save_address(ctx, Address("Adler ohne Vorgang"))
    assert found(ctx, words="adler") == [three[1]]
    assert found(ctx, words="adler a") == [three[1]]
    monkeypatch.setattr(archive_query, "_FEW_CUSTOMERS", 1)
    assert found(ctx, words="zenit") == [three[0]]
