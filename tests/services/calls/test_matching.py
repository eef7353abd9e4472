"""Who calls: guessed, chosen among several, confirmed, found while the call runs; on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.event import listen

from hotline_desk.core.errors import UserError
from hotline_desk.domain.addresses import Address, Contact, Phone
from hotline_desk.services.addresses import get_address, keep_number, save_address
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.matching import choose_caller, confirm_caller, guess, match_again
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.store.addresses import match_number, numbers_among, numbers_ending
from tests.builders import about, address, answer, article, hang_up, ring

STADTWERKE = "+497115550123"


def calling(ctx, number, call_id="1", **more):
    return call_popup(ctx, ring(ctx, call_id, caller_number=number, caller_raw=number or "", **more).call_uid)


def test_an_extension_of_a_known_switchboard_is_guessed_and_marked(ctx):
    known = address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    popup = calling(ctx, STADTWERKE)
    assert (popup.company, popup.address_uid, popup.guessed) == ("Stadtwerke Süd", known, True)


def test_a_number_that_stands_there_itself_is_certain(ctx):
    address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    branch = address(ctx, "Stadtwerke Süd, Netz", "0711 5550123")
    popup = calling(ctx, STADTWERKE)
    assert (popup.address_uid, popup.guessed) == (branch, False)


def test_a_switchboard_that_two_companies_share_leads_to_neither(ctx):
    address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    address(ctx, "Stadtwerke Immobilien", "+49 711 5550-0")
    assert (calling(ctx, STADTWERKE).address_uid, calling(ctx, STADTWERKE).guessed) == (None, False)


def test_the_longest_switchboard_counts(ctx):
    address(ctx, "Town", "+49 711 555-0")
    office = address(ctx, "Town office", "+49 711 5550-0")
    assert calling(ctx, STADTWERKE).address_uid == office


def test_a_shared_number_names_the_company_and_not_the_person(ctx):
    save_address(ctx, Address("Muster GmbH", contacts=(
        Contact("Öztürk", phones=(Phone("0711 5550123", shared=True),)),)))
    popup = calling(ctx, STADTWERKE)
    assert (popup.company, popup.contact, popup.guessed) == ("Muster GmbH", "", False)


def test_two_people_with_one_number_are_named_by_their_company(ctx):
    save_address(ctx, Address("Muster GmbH", contacts=(
        Contact("Öztürk", phones=(Phone("0711 5550123"),)), Contact("Maier", phones=(Phone("0711 5550123"),)))))
    assert (calling(ctx, STADTWERKE).company, calling(ctx, STADTWERKE).contact) == ("Muster GmbH", "")


def test_whether_a_number_is_shared_is_kept_and_can_be_changed(ctx):
    uid = save_address(ctx, Address("Muster GmbH", phones=(Phone("0711 5550123"),)))
    known = get_address(ctx, uid)
    save_address(ctx, replace(known, phones=(replace(known.phones[0], shared=True),)))
    assert get_address(ctx, uid).phones[0].shared is True


def test_a_number_kept_without_its_area_code_is_guessed(ctx):
    known = address(ctx, "Muster GmbH", "5550123")
    popup = calling(ctx, STADTWERKE)
    assert (popup.address_uid, popup.guessed) == (known, True)


def test_equal_last_digits_of_other_peoples_numbers_are_no_guess(ctx):
    address(ctx, "Somebody", "030 5550123")
    assert calling(ctx, STADTWERKE).address_uid is None


def test_a_guess_that_leads_to_two_addresses_is_none(ctx):
    address(ctx, "One", "5550123")
    address(ctx, "Other", "5550123")
    assert calling(ctx, STADTWERKE).address_uid is None


def test_who_was_put_away_is_not_guessed(ctx):
    uid = address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    save_address(ctx, replace(get_address(ctx, uid), phones=()))
    assert calling(ctx, STADTWERKE).address_uid is None


def test_without_the_setting_nobody_is_guessed(ctx):
    address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    careful = replace(ctx, settings=ctx.settings.with_values({"calls.guess": False}))
    assert calling(careful, STADTWERKE).address_uid is None


def test_a_guess_is_on_no_bill_until_somebody_confirms_it(ctx, clock):
    article(ctx)
    address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    popup = calling(ctx, STADTWERKE)
    answer(ctx)
    clock.advance(minutes=10)
    hang_up(ctx)
    take_call(ctx, popup.call_uid)
    close_ticket(ctx, about(ctx, popup.ticket_uid), None, Closing("charge", "Solved"))
    wanted = BillingRequest(clock.now().date(), clock.now().date())
    guessed = ticket_view(ctx, popup.ticket_uid)
    assert (guessed.fields.address_uid, guessed.guess.company) == (None, "Stadtwerke Süd")
    assert propose(ctx, wanted).drafts == ()
    confirm_caller(ctx, popup.call_uid)
    assert [draft.address_name for draft in propose(ctx, wanted).drafts] == ["Stadtwerke Süd"]


def test_a_confirmed_guess_keeps_the_number_and_is_certain_the_next_time(ctx):
    known = address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    popup = calling(ctx, STADTWERKE)
    assert confirm_caller(ctx, popup.call_uid) == known
    view = ticket_view(ctx, popup.ticket_uid)
    assert (view.fields.address_uid, view.guess) == (known, None)
    assert call_popup(ctx, popup.call_uid).guessed is False
    assert (calling(ctx, STADTWERKE, "2").address_uid, calling(ctx, STADTWERKE, "2").guessed) == (known, False)


def test_a_number_saved_while_the_call_runs_is_found(ctx):
    known = address(ctx, "Muster GmbH")
    popup = calling(ctx, STADTWERKE)
    keep_number(ctx, known, STADTWERKE)
    assert match_again(ctx) == 1
    assert call_popup(ctx, popup.call_uid).address_uid == known
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == known
    assert match_again(ctx) == 0


def test_the_number_saved_clears_the_mark_of_a_guess(ctx):
    known = address(ctx, "Stadtwerke Süd", "+49 711 5550-0")
    popup = calling(ctx, STADTWERKE)
    keep_number(ctx, known, STADTWERKE)
    match_again(ctx)
    assert call_popup(ctx, popup.call_uid).guessed is False
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == known


def test_a_number_saved_during_the_call_is_found_by_its_next_event_too(ctx):
    popup = calling(ctx, STADTWERKE)
    known = address(ctx, "Muster GmbH", "0711 5550123")
    answer(ctx, caller_number=STADTWERKE)
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == known


def test_of_several_with_one_number_one_is_chosen_and_remembered(ctx):
    one, other = address(ctx, "Muster GmbH", "0711 5550123"), address(ctx, "Muster Immobilien", "0711 5550123")
    popup = calling(ctx, STADTWERKE)
    assert (popup.address_uid, popup.several) == (None, (one, other))
    choose_caller(ctx, popup.call_uid, other)
    chosen = call_popup(ctx, popup.call_uid)
    assert (chosen.address_uid, chosen.several) == (other, (one, other))
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == other
    answer(ctx, caller_number=STADTWERKE)
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == other


def test_another_one_can_be_chosen_afterwards(ctx):
    one, other = address(ctx, "Muster GmbH", "0711 5550123"), address(ctx, "Muster Immobilien", "0711 5550123")
    popup = calling(ctx, STADTWERKE)
    choose_caller(ctx, popup.call_uid, other)
    choose_caller(ctx, popup.call_uid, one)
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid == one


def test_a_contact_of_somebody_else_is_refused(ctx):
    one = address(ctx, "Muster GmbH", "0711 5550123")
    other = save_address(ctx, Address("Other", contacts=(Contact("Maier"),)))
    popup = calling(ctx, STADTWERKE)
    with pytest.raises(UserError):
        choose_caller(ctx, popup.call_uid, one, get_address(ctx, other).contacts[0].uid)


def test_the_customer_the_agent_took_away_does_not_come_back_by_itself(ctx):
    address(ctx, "Muster GmbH", "0711 5550123")
    popup = calling(ctx, STADTWERKE)
    save_ticket(ctx, popup.ticket_uid, None, {"address_uid": None})
    answer(ctx, caller_number=STADTWERKE)
    hang_up(ctx, caller_number=STADTWERKE)
    assert ticket_view(ctx, popup.ticket_uid).fields.address_uid is None


@pytest.mark.parametrize("look", [
    lambda session: match_number(session, STADTWERKE), lambda session: guess(session, STADTWERKE, ""),
    lambda session: numbers_among(session, ["+4971155500", "+497115550"]),
    lambda session: numbers_ending(session, "5550123", 10)])
def test_a_caller_is_looked_up_by_an_index_however_many_addresses_there_are(sqlite_store, look):
    asked: list[tuple[str, object]] = []
    listen(sqlite_store.engine, "before_cursor_execute",
           lambda _c, _cursor, statement, values, *_: asked.append((statement, values)))
    with sqlite_store.read() as session:
        look(session)
        plans = [line[3] for statement, values in list(asked) if "phone" in statement
                 for line in session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values)]
    assert any("INDEX ix_phone_" in line for line in plans), plans
    assert not any(line.startswith("SCAN") for line in plans), plans
