"""Tickets that are one, on both databases: everything moves, the merged number leads on, undo as long as it can."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import BOOKKEEPER, User
from hotline_desk.domain.projects import Appointment
from hotline_desk.domain.tickets import PART_OF, RELATED
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.price_told import tell_price
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.callbacks import callback_for, save_callback
from hotline_desk.services.calls.merging import merge_preview, merge_tickets, take_apart
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.notices.messages import Message, send_message
from hotline_desk.services.projects.appointments import save_appointment
from hotline_desk.services.tickets.attachments import add_attachment, attachments_of
from hotline_desk.services.tickets.capture import reopen_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, resubmit_ticket
from hotline_desk.services.tickets.links import link_tickets, links_of
from hotline_desk.services.tickets.worklogs import start_worklog
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.services.views.ticket import ticket_by_number, ticket_view
from tests.builders import address, answered_call, article, solved, ticket, work
from tests.store_fixtures import NOW


def merged(ctx, main, *sources):
    return merge_tickets(ctx, merge_preview(ctx, sources, main))


def refused(function, *args):
    with pytest.raises(UserError) as problem:
        function(*args)
    return problem.value.id


@pytest.fixture
def customer(ctx):
    return address(ctx, "Muster GmbH", "030 1234567")


@pytest.fixture
def full(ctx, customer):
    """A ticket with everything a ticket can have."""
    answered_call(ctx)
    uid = ticket_by_number(ctx, "2026-00001")
    save_ticket(ctx, uid, None, {"subject": "Telefax rauscht", "request": "Seit gestern", "solution": "Kabel?"})
    work(ctx, uid, 10)
    add_attachment(ctx, uid, "fax.png", b"\x89PNG\r\n\x1a\n")
    link_tickets(ctx, uid, ticket(ctx, customer, "Kabel"), RELATED)
    save_callback(ctx, replace(callback_for(ctx, ticket_uid=uid), due_local=NOW.replace(tzinfo=None)
                               + timedelta(days=1)))
    send_message(ctx, Message("Kennst du das?", user_uid=ctx.user.uid, ticket_uid=uid))
    save_appointment(ctx, Appointment(title="Vor Ort", begin=NOW.replace(tzinfo=None), ticket_uid=uid,
                                      end=NOW.replace(tzinfo=None) + timedelta(hours=1)))
    resubmit_ticket(ctx, uid, NOW.replace(tzinfo=None) + timedelta(days=2), "Teil bestellt")
    return uid


def test_the_preview_tells_what_would_move_and_changes_nothing(ctx, full, customer):
    main = ticket(ctx, customer, "Fax defekt")
    before = ticket_view(ctx, full)
    preview = merge_preview(ctx, [full], main)
    (source,) = preview.sources
    assert (source.worklogs, source.calls, source.attachments, source.links, source.callbacks, source.notes) == (
        2, 1, 1, 1, 1, 1)
    assert (source.messages, source.appointments) == (1, 1)
    assert (preview.customers, preview.problems, preview.reopens) == ((), (), False)
    assert ticket_view(ctx, full) == before


def test_everything_moves_to_the_main_ticket_and_its_texts_are_a_note(ctx, full, customer):
    main = ticket(ctx, customer, "Fax defekt")
    merged(ctx, main, full)
    view = ticket_view(ctx, main)
    assert (len(view.worklogs), len(view.calls), len(view.attachments), len(view.links), len(view.callbacks)) == (
        2, 1, 1, 1, 1)
    (note,) = view.notes
    assert note.act == "merge"
    assert [part in note.text for part in ("2026-00001", "Telefax rauscht", "Seit gestern", "Kabel?",
                                           "Anna: Teil bestellt")] == [True] * 5
    assert ticket_view(ctx, full).merged_into == main and ticket_view(ctx, full).worklogs == ()
    assert verify_store(ctx) == []


def test_that_the_price_was_told_stands_on_the_main_ticket_and_on_the_statement_until_they_part(ctx, customer, clock):
    article(ctx)
    first, main = ticket(ctx, customer), ticket(ctx, customer)
    told = tell_price(ctx, first, "1,89 € je Minute")
    clock.instant += timedelta(minutes=5)
    between = ticket(ctx, customer)
    merged(ctx, between, first)
    work(ctx, main, 10)
    merged(ctx, main, between)
    assert ticket_view(ctx, main).price_told.at == told
    close_ticket(ctx, main, None, Closing("charge", "Erledigt"))
    draft, = propose(ctx, BillingRequest(NOW.date(), NOW.date())).drafts
    assert [item.price_told_at for item in draft.items] == [told]

def test_the_stamp_of_a_price_goes_back_with_the_merger(ctx, customer):
    first, main = ticket(ctx, customer), ticket(ctx, customer)
    tell_price(ctx, first, "1,89 € je Minute")
    merged(ctx, main, first)
    take_apart(ctx, first)
    assert ticket_view(ctx, main).price_told is None and ticket_view(ctx, first).price_told is not None


def test_the_merged_number_leads_to_the_main_ticket(ctx, full, customer):
    main = ticket(ctx, customer, "Fax defekt")
    merged(ctx, main, full)
    assert ticket_by_number(ctx, "2026-00001") == main
    for words in ("2026-00001", "rauscht", "fax.png"):
        assert [row.uid for row in archive_rows(ctx, archive_ids(ctx, ArchiveFilter(words)))] == [main]


def test_it_leads_on_through_several_mergers(ctx, customer):
    first, second, third = (ticket(ctx, customer, name) for name in ("eins", "zwei", "drei"))
    number = ticket_view(ctx, first).number
    merged(ctx, second, first)
    merged(ctx, third, second)
    assert ticket_by_number(ctx, number) == third
    assert [row.uid for row in archive_rows(ctx, archive_ids(ctx, ArchiveFilter(number)))] == [third]
    add_attachment(ctx, first, "spaet.txt", b"1")
    assert [file.name for file in attachments_of(ctx, third)] == ["spaet.txt"]


def test_several_are_merged_at_once_and_a_closed_main_ticket_is_open_again(ctx, customer):
    one, two, main = ticket(ctx, customer), ticket(ctx, customer), solved(ctx, customer, 5)
    assert merge_preview(ctx, [one, two, main], main).reopens
    merged(ctx, main, one, two)
    view = ticket_view(ctx, main)
    assert (view.state, view.outcome, len(view.notes)) == ("open", None, 3)
    assert verify_store(ctx) == []


def test_files_of_the_same_name_stay_apart(ctx):
    one, main = ticket(ctx), ticket(ctx)
    for uid, body in ((one, b"1"), (main, b"2")):
        add_attachment(ctx, uid, "bild.png", body)
    merged(ctx, main, one)
    assert sorted(file.name for file in attachments_of(ctx, main)) == ["bild (2).png", "bild.png"]


def test_a_link_between_the_two_goes_and_parts_stay_without_circles(ctx):
    one, main, part, top = (ticket(ctx) for _ in range(4))
    link_tickets(ctx, one, main, RELATED)
    link_tickets(ctx, part, one, PART_OF)
    link_tickets(ctx, main, top, PART_OF)
    link_tickets(ctx, one, ticket(ctx), PART_OF)
    merged(ctx, main, one)
    assert [(link.kind, link.ticket_uid) for link in links_of(ctx, main)] == [("parent", top), ("has_part", part)]
    assert verify_store(ctx) == []


def test_different_customers_are_told_and_one_without_takes_the_others(ctx, customer):
    other = address(ctx, "Öztürk KG")
    main = ticket(ctx, customer)
    assert merge_preview(ctx, [ticket(ctx, other)], main).customers == ("Muster GmbH", "Öztürk KG")
    unknown = ticket(ctx)
    merged(ctx, unknown, ticket(ctx, other))
    assert ticket_view(ctx, unknown).fields.address_uid == other


def test_closed_tickets_and_those_of_another_customer_that_are_billed_stay_where_they_are(ctx, customer, clock):
    article(ctx)
    clock.advance(hours=1)
    done = solved(ctx, customer, 30)
    assert merge_preview(ctx, [done], ticket(ctx, customer)).problems[0].id == "ticket.state"
    issue_all(ctx, propose(ctx, BillingRequest(NOW.date(), NOW.date())))
    reopen_ticket(ctx, done)
    elsewhere = ticket(ctx, address(ctx, "Öztürk KG"))
    assert merge_preview(ctx, [done], elsewhere).problems[0].id == "worklog.billed"
    assert refused(merged, ctx, elsewhere, done) == "worklog.billed"
    merged(ctx, ticket(ctx, customer), done)
    assert verify_store(ctx) == []


def test_what_changed_since_the_preview_is_looked_at_again(ctx, customer):
    one, main = ticket(ctx, customer), ticket(ctx, customer)
    preview = merge_preview(ctx, [one], main)
    save_ticket(ctx, one, None, {"address_uid": address(ctx, "Öztürk KG")})
    assert refused(merge_tickets, ctx, preview) == "merge.changed"


def test_one_ticket_alone_is_no_merger(ctx):
    one = ticket(ctx)
    assert merge_preview(ctx, [one], one).problems[0].id == "merge.nothing"
    assert refused(merged, ctx, one, one) == "merge.nothing"


def test_running_work_ends_with_the_ticket(ctx, clock):
    one, main = ticket(ctx), ticket(ctx)
    start_worklog(ctx, one)
    clock.advance(minutes=3)
    merged(ctx, main, one)
    (worklog,) = ticket_view(ctx, main).worklogs
    assert worklog.seconds == 180


def test_who_may_not_edit_merges_nothing(ctx):
    one, main = ticket(ctx), ticket(ctx)
    preview = merge_preview(ctx, [one], main)
    reader = replace(ctx, user=User("x", "x", "X", BOOKKEEPER, id=ctx.user.id))
    assert refused(merge_tickets, reader, preview) == "permission.denied"


# --- taking apart -------------------------------------------------------------------------------------


def belongings(ctx, uid):
    view = ticket_view(ctx, uid)
    return (view.state, view.outcome, view.resubmit_local, view.fields, [w.uid for w in view.worklogs],
            [c.uid for c in view.calls], view.attachments, view.links, view.callbacks, view.merged_into)


def test_a_merger_is_undone_wholly(ctx, full, customer):
    main, other = solved(ctx, customer, 5), ticket(ctx, customer)
    add_attachment(ctx, main, "fax.png", b"\x89PNG")
    link_tickets(ctx, full, main, RELATED)
    before = [belongings(ctx, uid) for uid in (main, full, other)]
    merged(ctx, main, full, other)
    assert take_apart(ctx, other) == main
    assert [belongings(ctx, uid) for uid in (main, full, other)] == before
    assert [note.act for note in ticket_view(ctx, main).notes][-1] == "taken_apart"
    assert ticket_by_number(ctx, "2026-00001") == full
    assert verify_store(ctx) == []


def test_once_the_main_ticket_was_changed_it_is_said_that_it_is_too_late(ctx):
    one, main = ticket(ctx), ticket(ctx)
    merged(ctx, main, one)
    save_ticket(ctx, main, None, {"subject": "Neu"})
    with pytest.raises(UserError) as problem:
        take_apart(ctx, one)
    assert problem.value.id == "merge.taken_apart" and problem.value.values == {
        "number": ticket_view(ctx, main).number}
    assert ticket_view(ctx, one).merged_into == main


def test_a_ticket_that_was_never_merged_cannot_be_taken_apart(ctx):
    assert refused(take_apart, ctx, ticket(ctx)) == "merge.taken_apart"


def test_work_billed_to_the_other_customer_meanwhile_stays(ctx, customer, clock):
    article(ctx)
    other = address(ctx, "Öztürk KG")
    one, main = ticket(ctx, other), ticket(ctx, customer)
    clock.advance(hours=2)
    work(ctx, one, 30)
    merged(ctx, main, one)
    close_ticket(ctx, main, None, Closing("charge", "Done."))
    issue_all(ctx, propose(ctx, BillingRequest(NOW.date(), NOW.date())))
    assert refused(take_apart, ctx, one) == "merge.taken_apart"
    assert verify_store(ctx) == []
