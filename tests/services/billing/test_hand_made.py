"""Offers and invoices by hand: drafts that change, final ones that do not, answers, and what comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import User
from hotline_desk.domain.billing.by_hand import HandLine, HandMade
from hotline_desk.domain.billing.values import INVOICE, OFFER
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.billing.cancelling import cancel_document
from hotline_desk.services.billing.documents import document_file, get_document, list_documents
from hotline_desk.services.billing.hand_made import (
    drop_draft,
    get_draft,
    line_of_article,
    make_final,
    new_document,
    save_draft,
    shown_document,
)
from hotline_desk.services.billing.offers import answer_offer, invoice_offer
from hotline_desk.services.billing.recurring import Recurring, list_recurring, make_due, save_recurring
from hotline_desk.services.billing.standing import answers_of
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.contracts import billing_profile, save_billing_profile
from hotline_desk.store.billing_runs import DocumentOriginRow
from tests import builders

TODAY = date(2026, 11, 2)


@pytest.fixture
def customer(ctx):
    return builders.address(ctx, "Muster GmbH", number="10001")


@pytest.fixture
def line(ctx):
    return line_of_article(ctx, "", builders.article(ctx))


def offer(ctx, customer, *lines, **more):
    return replace(new_document(ctx, OFFER, customer), lines=lines, **more)


def invoice(ctx, customer, *lines, **more):
    return replace(new_document(ctx, INVOICE, customer), lines=lines, **more)


def as_role(ctx, role):
    return replace(ctx, user=User(**{**vars(ctx.user), "role": role}))


def raised(act, *args, **more):
    with pytest.raises(UserError) as caught:
        act(*args, **more)
    return caught.value.id


def test_a_draft_has_no_number_and_is_changed_until_it_is_final(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, line))
    draft = get_draft(ctx, uid)
    save_draft(ctx, replace(draft.made, lines=(replace(line, quantity_e4=20_000),)), uid, draft.version)

    listed = list_documents(ctx)[0]

    assert (listed.number, listed.state, listed.net_cents) == ("", "draft", 19_000)


def test_a_final_offer_takes_a_number_of_its_own_series_and_keeps_its_uid(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, line))

    assert make_final(ctx, uid) == "AN-2026-00001"
    assert [(d.uid, d.state, d.due) for d in list_documents(ctx)] == [(uid, "final", date(2026, 12, 2))]
    assert get_document(ctx, "AN-2026-00001").valid_until == date(2026, 12, 2)


def test_a_final_document_is_neither_changed_nor_thrown_away(ctx, customer, line) -> None:
    uid = save_draft(ctx, invoice(ctx, customer, line))
    make_final(ctx, uid)

    assert raised(save_draft, ctx, invoice(ctx, customer, line), uid) == "document.final"
    assert raised(drop_draft, ctx, uid) == "document.final"
    assert raised(make_final, ctx, uid) == "document.final"


def test_what_is_missing_keeps_a_draft_from_becoming_final_and_no_number_is_lost(ctx, customer, line) -> None:
    lacking = save_draft(ctx, offer(ctx, customer, valid_until=None))
    assert raised(make_final, ctx, lacking) == "document.incomplete"

    assert make_final(ctx, save_draft(ctx, offer(ctx, customer, line))) == "AN-2026-00001"


def test_an_older_draft_that_becomes_final_later_keeps_the_chain_whole(ctx, customer, line) -> None:
    first = save_draft(ctx, invoice(ctx, customer, line))
    second = save_draft(ctx, invoice(ctx, customer, line))
    assert make_final(ctx, second) == "RE-2026-00001"
    assert make_final(ctx, first) == "RE-2026-00002"

    assert verify_store(ctx) == []


def test_two_people_do_not_overwrite_each_others_draft(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, line))
    seen = get_draft(ctx, uid)
    save_draft(ctx, replace(seen.made, title="Umzug"), uid, seen.version)

    assert raised(save_draft, ctx, seen.made, uid, seen.version) == "record.changed"
    assert raised(make_final, ctx, uid, seen.version) == "record.changed"


def test_a_draft_that_is_thrown_away_comes_back_by_saving_it_again(ctx, customer, line) -> None:
    made = drop_draft(ctx, save_draft(ctx, offer(ctx, customer, line, title="Umzug")))
    assert list_documents(ctx) == []

    assert get_draft(ctx, save_draft(ctx, made)).made.title == "Umzug"


def test_other_prices_need_the_right_to_change_them(ctx, customer, line) -> None:
    lead = as_role(ctx, "lead")

    assert raised(save_draft, lead, offer(ctx, customer, replace(line, price_e4=1))) == "document.price"
    assert raised(save_draft, lead, offer(ctx, customer, replace(line, discount_bp=100))) == "document.discount"
    assert raised(save_draft, lead, offer(ctx, customer, line, discount_bp=100)) == "document.discount"
    assert raised(save_draft, lead, offer(ctx, customer, HandLine(text="Frei", price_e4=10))) == "document.discount"
    save_draft(lead, offer(ctx, customer, line, HandLine(text="Nur Text", text_only=True)))
    save_draft(ctx, offer(ctx, customer, replace(line, price_e4=1, discount_bp=100)))


def test_who_may_not_bill_writes_offers_but_issues_no_invoice(ctx, customer, line) -> None:
    lead = as_role(ctx, "lead")

    assert make_final(lead, save_draft(lead, offer(ctx, customer, line)))
    assert raised(make_final, lead, save_draft(lead, invoice(ctx, customer, line))) == "permission.denied"


def test_the_price_of_the_contract_is_proposed(ctx, customer, line) -> None:
    builders.contract(ctx, customer, datetime(2026, 1, 1, tzinfo=UTC), prices={"SUP": 800_000})

    assert line_of_article(ctx, customer, "SUP").price_e4 == 800_000


def test_the_text_of_the_letter_is_that_of_its_kind_and_language(ctx, line) -> None:
    ctx = replace(ctx, settings=ctx.settings.with_values({
        "billing.offer_text": "Gern bieten wir an:", "billing.offer_text_en": "We gladly offer:",
        "billing.letter_text": "Wir berechnen:"}))
    british = builders.address(ctx, "Bright Ltd", number="10002", language="en")

    assert shown_document(ctx, offer(ctx, british, line)).text_above == "We gladly offer:"
    assert shown_document(ctx, invoice(ctx, british, line)).text_above == "Wir berechnen:"
    assert shown_document(ctx, invoice(ctx, british, line, text_above="Dear all,")).text_above == "Dear all,"


def test_an_offer_becomes_an_invoice_by_one_act(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, replace(line, discount_bp=500), discount_bp=1000))
    number = make_final(ctx, uid)

    made = invoice_offer(ctx, uid, date(2026, 10, 5), date(2026, 10, 9), final=True)

    document = get_document(ctx, made.number)
    offered = get_document(ctx, number)
    assert (document.kind, document.offer, document.period_from) == (INVOICE, number, date(2026, 10, 5))
    assert (document.net_cents, document.gross_cents) == (offered.net_cents, offered.gross_cents)
    with ctx.store.read() as session:
        assert session.scalar(select(DocumentOriginRow.offer_id)) is not None
        assert list(answers_of(session, [session.scalar(select(DocumentOriginRow.offer_id))]).values()) == ["accepted"]


@pytest.mark.parametrize("still_pays", [True, False])
def test_the_invoice_over_an_offer_says_whose_work_it_was_and_when(ctx, customer, line, still_pays) -> None:
    payer = builders.address(ctx, "Zahler AG", number="10009")
    save_billing_profile(ctx, BillingProfile(customer, payer, days_to_pay=30))
    uid = save_draft(ctx, offer(ctx, customer, line))
    make_final(ctx, uid)
    if not still_pays:
        save_billing_profile(ctx, replace(billing_profile(ctx, customer), recipient_uid=None))
    first, last = date(2026, 10, 5), date(2026, 10, 9)

    document = get_document(ctx, invoice_offer(ctx, uid, first, last, final=True).number)

    assert (document.service, document.recipient.name) == ("Muster GmbH", "Zahler AG")
    assert (document.period_from, document.period_to) == (first, last)
    assert (document.due - document.date).days == (30 if still_pays else 14)


def test_an_offer_is_invoiced_once_unless_the_invoice_is_cancelled(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, line))
    make_final(ctx, uid)
    made = invoice_offer(ctx, uid, TODAY, TODAY, final=True)
    assert raised(invoice_offer, ctx, uid, TODAY, TODAY, final=True) == "document.offer_used"

    cancel_document(ctx, made.number)

    assert invoice_offer(ctx, uid, TODAY, TODAY, final=True).number == "RE-2026-00002"


def test_an_invoice_of_an_offer_may_be_a_draft_first(ctx, customer, line) -> None:
    uid = save_draft(ctx, offer(ctx, customer, line))
    number = make_final(ctx, uid)

    draft = invoice_offer(ctx, uid, TODAY, TODAY, final=False)

    assert draft.number is None and get_draft(ctx, draft.uid).made.offer_uid == uid
    assert get_document(ctx, make_final(ctx, draft.uid)).offer == number


def test_only_final_offers_are_answered(ctx, customer, line) -> None:
    assert raised(answer_offer, ctx, save_draft(ctx, offer(ctx, customer, line)), "accepted") == "document.no_offer"


def test_a_hand_made_invoice_is_cancelled_like_any_other(ctx, customer, line) -> None:
    number = make_final(ctx, save_draft(ctx, invoice(ctx, customer, line, replace(line, quantity_e4=-5_000))))

    document = get_document(ctx, cancel_document(ctx, number))

    assert document.gross_cents == -get_document(ctx, number).gross_cents
    assert verify_store(ctx) == []


def test_the_letter_of_a_hand_made_invoice_is_drawn(ctx, customer, line) -> None:
    number = make_final(ctx, save_draft(ctx, invoice(ctx, customer, line)))

    assert document_file(ctx, number, "letter").startswith(b"%PDF")


# --- recurring --------------------------------------------------------------------------------------------------------

def recurring(ctx, customer, line, **more):
    made = HandMade(INVOICE, customer, (line,))
    return save_recurring(ctx, Recurring("", made, "Wartung", **{"months": 1, "next_on": date(2026, 10, 31), **more}))


def test_what_is_due_is_made_once_and_moves_on_to_the_next_month(ctx, customer, line) -> None:
    recurring(ctx, customer, line, issue=True)

    assert make_due(ctx).numbers == ("RE-2026-00001",)
    assert make_due(ctx).numbers == ()
    assert [r.next_on for r in list_recurring(ctx)] == [date(2026, 11, 30)]
    document = get_document(ctx, "RE-2026-00001")
    assert (document.period_from, document.period_to) == (date(2026, 10, 31), date(2026, 11, 29))


def test_what_was_missed_is_made_up_for(ctx, customer, line) -> None:
    recurring(ctx, customer, line, next_on=date(2026, 8, 1), issue=True, ahead=False)

    assert len(make_due(ctx).numbers) == 4
    assert get_document(ctx, "RE-2026-00001").period_to == date(2026, 7, 31)


def test_after_the_last_day_nothing_comes_any_more(ctx, customer, line) -> None:
    recurring(ctx, customer, line, next_on=date(2026, 9, 1), last_on=date(2026, 10, 1), issue=True)

    assert len(make_due(ctx).numbers) == 2
    assert make_due(ctx, date(2027, 5, 1)).numbers == ()


def test_without_the_order_to_issue_drafts_are_made(ctx, customer, line) -> None:
    uid = recurring(ctx, customer, line)

    draft = make_due(ctx).drafts[0]

    assert get_draft(ctx, draft).made.recurring_uid == uid
    assert make_final(ctx, draft) == "RE-2026-00001"


def test_a_recurring_invoice_says_what_is_wrong_with_it(ctx, customer, line) -> None:
    assert raised(recurring, ctx, customer, line, months=0) == "value.invalid"
    assert raised(recurring, ctx, customer, line, last_on=date(2026, 1, 1)) == "time.order"
    assert raised(recurring, ctx, customer, HandLine(text="x", text_only=True)) == "document.incomplete"


def test_one_that_was_put_away_is_not_made(ctx, customer, line) -> None:
    recurring(ctx, customer, line)
    save_recurring(ctx, replace(list_recurring(ctx)[0], archived=True))

    assert make_due(ctx).drafts == ()
    assert list_recurring(ctx) == [] and len(list_recurring(ctx, archived=True)) == 1
