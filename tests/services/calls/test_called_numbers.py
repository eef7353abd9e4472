"""Called numbers as master data, and what tickets get from them, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import AGENT, Team, User
from hotline_desk.domain.called_numbers import CalledNumber
from hotline_desk.services.access import save_team
from hotline_desk.services.calls.called import list_called_numbers, save_called_number
from hotline_desk.services.calls.handling import take_call
from hotline_desk.services.calls.record import record
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_count
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from hotline_desk.services.views.ticket_words import ticket_words
from tests.builders import address, answer, event, hang_up, ring

HOTLINE = "+4930901820"


def called(ctx, **more):
    return save_called_number(ctx, CalledNumber(**{"name": "Hotline VPN", "code": "030 901820", **more}))


def test_a_number_is_kept_in_the_form_calls_have(ctx):
    uid = called(ctx, greeting="Guten Tag, hier ist …", category="Netz", product="VPN")
    kept = list_called_numbers(ctx)
    assert [(c.uid, c.code, c.category, c.product) for c in kept] == [(uid, HOTLINE, "Netz", "VPN")]


def test_an_extension_is_kept_as_its_digits(ctx):
    called(ctx, code="31")
    assert list_called_numbers(ctx)[0].code == "31"


@pytest.mark.parametrize(("wrong", "problem"), [
    ({"name": " "}, "value.missing"), ({"code": ""}, "value.missing"), ({"code": "abc"}, "number.invalid"),
    ({"kind": "fax"}, "value.invalid")])
def test_what_is_missing_or_wrong_is_said(ctx, wrong, problem):
    with pytest.raises(UserError) as raised:
        called(ctx, **wrong)
    assert raised.value.id == problem


def test_a_number_is_there_once_until_it_is_put_away(ctx):
    called(ctx)
    with pytest.raises(UserError) as raised:
        called(ctx, code="+49 30 901820")
    assert raised.value.id == "value.taken"
    save_called_number(ctx, replace(list_called_numbers(ctx)[0], archived=True))
    again = called(ctx, name="New hotline")
    assert [c.uid for c in list_called_numbers(ctx)] == [again]
    assert {c.archived for c in list_called_numbers(ctx, archived=True)} == {True, False}


def test_who_may_not_change_masters_may_not_change_called_numbers(ctx):
    agent = replace(ctx, user=User("", "x", "X", AGENT, ctx.user.id))
    with pytest.raises(UserError) as raised:
        called(agent)
    assert raised.value.id == "permission.denied"


def test_a_call_brings_category_product_team_and_client_to_its_ticket(ctx):
    client = address(ctx, "Stadtwerke Süd")
    team = save_team(ctx, Team("", "Network"))
    called(ctx, category="Netz", product="VPN", greeting="Stadtwerke Süd, guten Tag", client_uid=client, team_uid=team)
    popup = call_popup(ctx, ring(ctx, called_number=HOTLINE).call_uid)
    assert (popup.line_name, popup.client, popup.greeting) == (
        "Hotline VPN", "Stadtwerke Süd", "Stadtwerke Süd, guten Tag")
    view = ticket_view(ctx, popup.ticket_uid)
    assert (view.fields.category, view.fields.product, view.client, view.team_name, view.greeting, view.line_name) == (
        "Netz", "VPN", "Stadtwerke Süd", "Network", "Stadtwerke Süd, guten Tag", "Hotline VPN")


def test_a_call_to_another_number_brings_nothing(ctx):
    called(ctx, category="Netz")
    view = ticket_view(ctx, call_popup(ctx, ring(ctx, called_number="+4930901821").call_uid).ticket_uid)
    assert (view.fields.category, view.line_name) == ("", "")


def test_the_choice_in_the_menu_is_more_particular_than_the_number(ctx):
    called(ctx, category="Alles", product="Router", greeting="Guten Tag")
    called(ctx, name="Drucker", kind="menu", code="2", category="Drucker")
    call = ring(ctx, called_number=HOTLINE)
    record(ctx, event(ctx, "updated", called_number=HOTLINE, menu="2"))
    popup = call_popup(ctx, call.call_uid)
    fields = ticket_view(ctx, popup.ticket_uid).fields
    assert (popup.line_name, popup.greeting) == ("Hotline VPN · Drucker", "Guten Tag")
    assert (fields.category, fields.product) == ("Drucker", "Router")


def test_what_the_agent_wrote_is_not_written_over_by_later_events(ctx):
    called(ctx, category="Netz")
    call = ring(ctx, called_number=HOTLINE)
    ticket = take_call(ctx, call.call_uid)
    save_ticket(ctx, ticket, None, {"category": "Telefon", "product": "Headset"})
    answer(ctx, called_number=HOTLINE)
    hang_up(ctx, called_number=HOTLINE)
    fields = ticket_view(ctx, ticket).fields
    assert (fields.category, fields.product) == ("Telefon", "Headset")


def test_a_ticket_made_when_the_call_is_taken_is_filled_too(ctx):
    called(ctx, category="Netz")
    by_hand = replace(ctx, settings=ctx.settings.with_values({"calls.ticket_when": "hand"}))
    call = ring(by_hand, called_number=HOTLINE)
    assert ticket_view(ctx, take_call(by_hand, call.call_uid)).fields.category == "Netz"


def test_categories_and_products_in_use_are_offered_and_found(ctx):
    called(ctx, category="Netz", product="VPN")
    ticket = take_call(ctx, ring(ctx).call_uid)
    save_ticket(ctx, ticket, None, {"category": "Drucker", "product": "Laser 4"})
    words = ticket_words(ctx)
    assert (words.categories, words.products) == (("Drucker", "Netz"), ("Laser 4", "VPN"))
    assert archive_count(ctx, ArchiveFilter("laser drucker")) == 1


def test_an_extension_that_the_line_tells_alone_leads_to_the_number(ctx):
    called(ctx, code="030 9018-20", category="Netz")
    popup = call_popup(ctx, ring(ctx, called_raw="20").call_uid)
    assert (popup.called_number, popup.line_name) == ("20", "Hotline VPN")
    assert ticket_view(ctx, popup.ticket_uid).fields.category == "Netz"


def test_two_lines_that_tell_the_number_in_full_and_by_its_end_tell_of_one_call(ctx):
    one = ring(ctx, called_number=HOTLINE)
    other = record(ctx, replace(event(ctx, "ringing", "x", called_raw="20"), feed="modem"))
    assert one.call_uid == other.call_uid
