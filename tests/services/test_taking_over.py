"""Addresses of other programs, on both databases: preview, taking over, and taking back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.core.errors import EnvironmentTrouble, UserError
from hotline_desk.domain.addresses import Contact, Phone
from hotline_desk.domain.takeover.merging import Gains
from hotline_desk.services.addresses import archive_address, get_address, save_address, search_addresses
from hotline_desk.services.importing.preview import counts, propose, read_file
from hotline_desk.services.importing.taking_over import Undone, take_over, undo
from hotline_desk.services.tickets.capture import create_ticket
from hotline_desk.store.addresses import match_number
from tests import builders

HEAD = "Kundennr;Firma;Vorname;Nachname;Straße;PLZ;Ort;Telefon;Mobil;E-Mail;Notiz"
ROWS = """\
;Stadtwerke Süd GmbH;Ayse;Öztürk;Hauptstr. 1;70173;Stuttgart;0711 5550123;0171 1234567;o@sued.example;Strom
;Stadtwerke Süd;Jan;Kurz;;;Stuttgart;;0171 7654321;;Gas
;Stadtwerke Süd;Jan;Kurz;;;;;0171 7654321;;
;;Anna;Weber;;;;030 998877;;anna@weber.example;"""


def sheet_of(ctx, rows=ROWS, head=HEAD):
    return read_sheet(f"{head}\n{rows}\n".encode(), ctx.plan)


def fates(ctx, sheet, **more):
    return [row.fate for row in propose(ctx, sheet, **more)]


def everybody(ctx):
    return [get_address(ctx, line.uid) for line in search_addresses(ctx)]


def only(ctx, words):
    line, = search_addresses(ctx, words)
    return get_address(ctx, line.uid)


def raws(phones):
    return [(phone.raw, phone.kind) for phone in phones]


def test_persons_of_one_company_become_contacts_of_one_address(ctx):
    sheet = sheet_of(ctx)
    assert fates(ctx, sheet) == ["new", "joined", "double", "new"]
    taken = take_over(ctx, sheet)
    assert (len(taken.made), taken.added, taken.same, taken.stopped, taken.trouble) == (2, (), 0, False, None)
    company = only(ctx, "stadtwerke")
    assert (company.name, company.city, company.person, company.business) == (
        "Stadtwerke Süd GmbH", "Stuttgart", False, True)
    assert company.note == "Strom\n\nGas"
    assert [(c.first_name, c.last_name, raws(c.phones)) for c in company.contacts] == [
        ("Ayse", "Öztürk", [("0711 5550123", "work"), ("0171 1234567", "mobile")]),
        ("Jan", "Kurz", [("0171 7654321", "mobile")])]
    anna = only(ctx, "weber")
    assert (anna.name, anna.person, anna.contacts, anna.emails) == ("Anna Weber", True, (), ("anna@weber.example",))


def test_the_preview_stores_nothing(ctx):
    propose(ctx, sheet_of(ctx))
    assert everybody(ctx) == []


def test_a_second_run_finds_everybody(ctx):
    sheet = sheet_of(ctx)
    take_over(ctx, sheet)
    before = everybody(ctx)
    assert fates(ctx, sheet) == ["same"] * 4
    taken = take_over(ctx, sheet)
    assert (taken.made, taken.added, taken.same) == ((), (), 2)
    assert everybody(ctx) == before


def test_what_is_there_is_completed_and_never_overwritten(ctx):
    uid = builders.address(ctx, "Stadtwerke Süd", "0711 5550123", street="Alt 2", postcode="1", city="Ulm",
                           note="Meins", contacts=(
                               Contact("Öztürk", "Ayse", "Frau", phones=(Phone("0171 1234567", "private"),)),))
    sheet = sheet_of(ctx, ROWS.splitlines()[0])
    row, = propose(ctx, sheet)
    assert (row.fate, row.reason, row.value, row.address_uid) == ("completed", "phone", "+497115550123", uid)
    assert row.gains == Gains(emails=("o@sued.example",))
    take_over(ctx, sheet)
    after = get_address(ctx, uid)
    assert (after.name, after.street, after.city, after.note) == ("Stadtwerke Süd", "Alt 2", "Ulm", "Meins")
    contact, = after.contacts
    assert (contact.salutation, raws(contact.phones), contact.emails) == (
        "Frau", [("0171 1234567", "private")], ("o@sued.example",))


def test_an_empty_postal_address_is_filled(ctx):
    uid = builders.address(ctx, "Stadtwerke Süd")
    take_over(ctx, sheet_of(ctx, ROWS.splitlines()[0]))
    assert get_address(ctx, uid).street == "Hauptstr. 1"


@pytest.mark.parametrize(("row", "reason"), [
    (";Anders AG;;;;;;+49 30 1234567;;;", "phone"), (";Anders AG;;;;;;;;INFO@muster.example;", "email"),
    (";MUSTER;;;;;berlin;;;;", "name"), ("10007;Muster GmbH;;;;;Köln;;;;", "number")])
def test_an_address_is_known_by_number_e_mail_or_name_and_town(ctx, row, reason):
    uid = builders.address(ctx, "Muster GmbH", "030/1234567", number="10007", city="Berlin",
                           emails=("info@muster.example",))
    found, = propose(ctx, sheet_of(ctx, row))
    assert (found.address_uid, found.reason) == (uid, reason)


@pytest.mark.parametrize("row", [";Muster GmbH;;;;;Köln;;;;", ";;Max;Muster;;;Berlin;;;;", "10007;Anders AG;;;;;;;;;"])
def test_another_town_person_or_name_is_somebody_else(ctx, row):
    builders.address(ctx, "Muster GmbH", "030/1234567", number="10007", city="Berlin")
    assert fates(ctx, sheet_of(ctx, row)) == ["new"]


def test_a_customer_number_of_somebody_else_is_not_taken(ctx):
    builders.address(ctx, "Muster GmbH", number="10007")
    sheet = sheet_of(ctx, "10007;Anders AG;;;;;;;;;")
    row, = propose(ctx, sheet)
    assert [flaw.told(ctx.texts) for flaw in row.flaws] != []
    taken = take_over(ctx, sheet)
    assert len(taken.made) == 1 and len(taken.flaws) == 1
    assert only(ctx, "anders").number not in ("", "10007")


def test_an_entry_may_be_left_out_or_stand_apart(ctx):
    sheet = sheet_of(ctx)
    assert fates(ctx, sheet, left_out={0}) == ["left_out", "new", "double", "new"]
    assert fates(ctx, sheet, apart={2}) == ["new", "joined", "new", "new"]
    assert len(take_over(ctx, sheet, left_out={0, 3}, apart={2}).made) == 2


def test_lines_that_cannot_be_used_stand_in_the_preview(ctx):
    rows = propose(ctx, sheet_of(ctx, ";;;;;;;030 1;;;\n;Muster;;;;;;kein;;;"))
    assert [(row.line, row.fate, len(row.flaws)) for row in rows] == [(2, "wrong", 1), (3, "new", 1)]
    assert counts(rows) == {"wrong": 1, "new": 1, "flawed": 2}


def test_undo_puts_away_what_was_made_and_takes_away_what_was_added(ctx):
    uid = builders.address(ctx, "Stadtwerke Süd", "0711 5550123")
    before = get_address(ctx, uid)
    taken = take_over(ctx, sheet_of(ctx))
    assert (len(taken.made), len(taken.added)) == (1, 1)
    assert undo(ctx, taken) == Undone(put_away=1, given_back=1)
    after, = everybody(ctx)
    assert replace(after, version=before.version) == before
    with ctx.store.read() as session:
        assert match_number(session, "+491711234567") == []


def test_undo_leaves_what_somebody_changed_or_uses(ctx):
    uid = builders.address(ctx, "Stadtwerke Süd")
    rows = ROWS + "\n;Eins;;;;;;;;;\n;Zwei;;;;;;;;;"
    taken = take_over(ctx, sheet_of(ctx, rows))
    changed = only(ctx, "eins")
    save_address(ctx, replace(changed, note="von Hand"))
    create_ticket(ctx, {"subject": "Frage", "address_uid": only(ctx, "zwei").uid})
    company = get_address(ctx, uid)
    kurz = replace(company.contacts[1], phones=(*company.contacts[1].phones, Phone("0711 42", "work")))
    save_address(ctx, replace(company, contacts=(company.contacts[0], kurz)))
    assert undo(ctx, taken) == Undone(put_away=1, given_back=0, left=3)
    assert {a.name for a in everybody(ctx)} == {"Stadtwerke Süd", "Eins", "Zwei"}
    assert [c.last_name for c in get_address(ctx, uid).contacts] == ["Kurz"]


def test_what_was_taken_back_comes_back_with_its_number(ctx):
    sheet = sheet_of(ctx, "10123;Muster GmbH;;;;;Berlin;030 1234567;;;")
    undo(ctx, take_over(ctx, sheet))
    assert everybody(ctx) == []
    row, = propose(ctx, sheet)
    assert (row.fate, row.returns) == ("completed", True)
    again = take_over(ctx, sheet)
    assert [a.number for a in everybody(ctx)] == ["10123"]
    assert undo(ctx, again) == Undone(given_back=1)
    assert everybody(ctx) == []


def test_who_is_there_goes_before_who_was_put_away(ctx):
    old = builders.address(ctx, "Muster GmbH", "030 1234567")
    archive_address(ctx, old)
    new = builders.address(ctx, "Muster AG", "030 1234567")
    row, = propose(ctx, sheet_of(ctx, ";Muster;;;;;;030 1234567;;;"))
    assert row.address_uid == new


def many(n):
    return "\n".join(f";Firma Nr {i};;;;;;030 55{i:05};;;" for i in range(n))


def test_it_tells_how_far_it_is_and_can_be_stopped(ctx):
    steps = []
    watched = ctx.watched(lambda done, total, _text: steps.append((done, total)), lambda: len(steps) == 2)
    taken = take_over(watched, sheet_of(ctx, many(60)))
    assert (len(taken.made), taken.stopped, steps) == (50, True, [(0, 60), (25, 60)])
    assert undo(ctx, taken).put_away == 50
    assert len(take_over(ctx, sheet_of(ctx, many(60))).added) == 50


def test_one_address_that_cannot_be_stored_costs_no_other(ctx):
    sheet = sheet_of(ctx, many(3))
    broken = replace(sheet.cards[1], phones=(Phone("kein Anschluss"),))
    taken = take_over(ctx, replace(sheet, cards=(sheet.cards[0], broken, sheet.cards[2])))
    assert len(taken.made) == 2
    flaw, = taken.flaws
    assert (flaw.line, flaw.lost) == (3, True) and "kein Anschluss" in flaw.told(ctx.texts)


def test_trouble_in_between_leaves_what_was_done_and_how_to_take_it_back(ctx):
    def away(done, _total, _text):
        if done:
            raise EnvironmentTrouble("store", "away")

    taken = take_over(ctx.watched(away, lambda: False), sheet_of(ctx, many(30)))
    assert (len(taken.made), taken.stopped, isinstance(taken.trouble, EnvironmentTrouble)) == (25, True, True)
    assert len(everybody(ctx)) == 25
    assert undo(ctx, taken).put_away == 25


def test_it_needs_the_right_to_change_addresses():
    assert {act.act.permission for act in (propose, take_over, undo)} == {"address.edit"}


def test_a_file_that_is_not_there_is_said(ctx, tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_file(ctx, tmp_path / "none.csv")
