"""Files of other programs: recognised by their content, read whole, and what is wrong in them named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_desk.adapters.exchange.columns import proposed
from hotline_desk.adapters.exchange.countries import country_code
from hotline_desk.adapters.exchange.reading import read_sheet
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.takeover.values import DATEV, FIELDS, FRITZBOX, OUTLOOK, TABLE, VCARD, Wish

DATA = Path(__file__).parents[1] / "data" / "exchange"
PLAN = NumberPlan("DE", "030")


def read(name, **wish):
    return read_sheet((DATA / name).read_bytes(), PLAN, Wish(**wish))


def table(text, **wish):
    return read_sheet(text.encode(), PLAN, Wish(**wish))


def numbers(card):
    return [(phone.kind, phone.raw) for phone in card.phones]


def wrong(sheet):
    return [(flaw.line, flaw.lost) for flaw in sheet.flaws] + [
        (flaw.line, flaw.lost) for card in sheet.cards for flaw in card.flaws]


# --- Outlook

def test_german_outlook_writes_in_the_signs_of_windows():
    sheet = read("outlook-de.csv")
    assert (sheet.form, sheet.encoding, sheet.separator, wrong(sheet)) == (OUTLOOK, "cp1252", ";", [])
    first, second, third = sheet.cards
    assert (first.company, first.salutation, first.person, first.department) == (
        "Stadtwerke Süd GmbH", "Frau", "Jana Öhler", "Netz")
    assert (first.street, first.postcode, first.city, first.country) == (
        "Hauptstraße 1, Hinterhaus", "70173", "Stuttgart", "DE")
    assert numbers(first) == [("switchboard", "0711 5550-0"), ("work", "+49 (711) 5550-123"),
                              ("mobile", "0171/1234567"), ("fax", "0711 5550199")]
    assert (first.emails, first.note) == (("j.oehler@sued.example",), "Ruft meist\nvormittags an; \"dringend\"")
    assert (second.name, second.street, second.city) == ("Max Groß", "Gartenweg 3", "Köln")
    assert numbers(third) == [("work", "089 1234567"), ("work", "089 1234568")]
    assert [card.line for card in sheet.cards] == [2, 4, 5]


def test_english_outlook_in_utf_8_with_commas():
    sheet = read("outlook-en-utf8.csv")
    card, = sheet.cards
    assert (sheet.form, sheet.encoding, sheet.separator) == (OUTLOOK, "utf-8", ",")
    assert (card.company, card.salutation, card.person, card.city, card.country, card.note) == (
        "Southern Works Ltd", "Ms.", "Jana Öhler", "Leeds", "GB", "Calls in the morning,\nmostly")


def test_another_encoding_and_separator_can_be_asked_for():
    sheet = read("outlook-de.csv", encoding="cp850")
    assert (sheet.encoding, sheet.cards[0].last_name == "Öhler") == ("cp850", False)
    assert table("Firma;A,Ort;B\nX;1,Y;2", separator=",").header == ("Firma;A", "Ort;B")


# --- tables

def test_columns_of_a_table_are_guessed_and_can_be_chosen():
    sheet = table("Kd-Nr\tName\tHandy\nK1\tStadtwerke Süd GmbH\t0171 1234567\n")
    assert (sheet.form, sheet.separator, sheet.fields) == (TABLE, "\t", ("", "full_name", "phone.mobile"))
    assert sheet.example == ("K1", "Stadtwerke Süd GmbH", "0171 1234567")
    card, = table("Kd-Nr\tName\tHandy\nK1\tX\t0171 1234567\n", fields=("number", "company", "phone.work")).cards
    assert (card.number, card.company, numbers(card)) == ("K1", "X", [("work", "0171 1234567")])


@pytest.mark.parametrize(("heads", "fields"), [
    ("Kundennummer;Firmenname;PLZ;Wohnort;Straße;Land", "number company postcode city street country"),
    ("Name;Vorname;Telefon privat;Tel.;Fax;E-Mail", "last_name first_name phone.private phone.work phone.fax email"),
    ("First Name;Last Name;Organization Name;Phone 1 - Value;Zip", "first_name last_name company phone.work postcode"),
    ("Ansprechpartner;USt-IdNr.;Bemerkung;Privat Ort;Geburtstag;", "full_name vat_id note home.city - -"),
])
def test_heads_are_understood_as_people_write_them(heads, fields):
    assert proposed(heads.split(";"), outlook=False) == tuple(f.strip("-") for f in fields.split())


def test_the_line_for_spreadsheets_at_the_top_is_passed_over():
    sheet = table("sep=|\nFirma|Ort\nMuster|Köln\n")
    assert [(card.line, card.company, card.city) for card in sheet.cards] == [(3, "Muster", "Köln")]


def test_a_quotation_mark_too_many_costs_no_other_row():
    sheet = table('Firma;Ort\nEins;"Köln\nZwei;Bonn\n"Drei";"Ulm"\nVier;Kiel 5" hoch\nFünf;Jena\n')
    assert [card.company for card in sheet.cards] == ["Eins", "Zwei", "Drei", "Vier", "Fünf"]
    assert wrong(sheet) == [(2, False), (5, False)]


def test_a_row_that_is_too_long_says_so():
    sheet = table("Firma;Ort\nEins;Köln;zu viel\n")
    assert (sheet.cards[0].city, wrong(sheet)) == ("Köln", [(2, False)])


def test_a_row_without_any_name_is_named_and_an_empty_one_is_not():
    sheet = table("Firma;Ort;Telefon\n;Köln;0221 1\n;;\nMuster;;\n")
    assert ([card.company for card in sheet.cards], wrong(sheet)) == (["Muster"], [(2, True)])


def test_what_cannot_be_used_goes_into_the_note():
    card, = table(f"Firma;Telefon;E-Mail;PLZ;Land\nMuster;siehe oben;/o=Exchange;{'9' * 30};Phantasien\n").cards
    assert (card.phones, card.emails, card.postcode, card.country) == ((), (), "9" * 20, "")
    assert card.note.split("\n") == ["siehe oben", "/o=Exchange", "9" * 30]
    assert [flaw.line for flaw in card.flaws] == [2] * 4


def test_a_number_that_a_spreadsheet_spoiled_is_no_number():
    card, = table("Firma;Telefon\nMuster;4,97115E+11\n").cards
    assert (card.phones, card.note, len(card.flaws)) == ((), "4,97115E+11", 1)


def test_e_mails_are_taken_out_of_what_programs_write_around_them():
    card, = table("Firma;E-Mail\nMuster;Info <mailto:Info@m.example>; info@M.example\n").cards
    assert card.emails == ("Info@m.example",)


# --- vCards

def test_version_2_1_with_its_own_signs_pictures_and_agents():
    sheet = read("vcard-21.vcf")
    card, = sheet.cards
    assert (sheet.form, wrong(sheet)) == (VCARD, [])
    assert (card.company, card.department, card.salutation, card.person) == (
        "Bäckerei Weiß", "Verkauf", "Frau", "Jana Öhler")
    assert (card.street, card.city, card.country) == ("Hauptstraße 1", "Stuttgart", "DE")
    assert numbers(card) == [("work", "0711 5550123"), ("mobile", "0171 1234567"), ("fax", "0711 5550199")]


def test_version_3_0_with_folded_and_escaped_texts():
    anna, lang = read("vcard-30.vcf").cards
    assert (anna.company, anna.first_name, anna.last_name, anna.street) == ("", "Anna Maria", "Weber", "Weg 3, Hof")
    assert anna.note == "Erste Zeile\nzweite Zeile; mit Strich und einem langen Text, der gefaltet wurde"
    assert numbers(anna) == [("work", "+49 731 998877"), ("private", "0731 998878")]
    assert (lang.company, lang.person, numbers(lang)) == ("Elektro Lang e.K.", "", [("switchboard", "0431 77700")])


def test_version_4_0_with_kinds_and_a_card_that_breaks_off():
    sheet = read("vcard-40.vcf")
    works, kurz = sheet.cards
    assert (works.company, numbers(works), works.street) == (
        "Stadtwerke Süd GmbH", [("work", "+49-711-5550-123")], "Hauptstr. 1")
    assert (kurz.person, numbers(kurz)) == ("Jan Kurz", [("work", "0171 7654321")])
    assert wrong(sheet) == [(19, False), (15, False)]


# --- FRITZ!Box

def test_the_telephone_book_of_a_fritzbox():
    sheet = read("fritzbox.xml")
    works, jana = sheet.cards
    assert (sheet.form, works.company, works.note, works.emails) == (
        FRITZBOX, "Stadtwerke Süd", "VIP", ("info@sued.example",))
    assert numbers(works) == [("mobile", "0171 1234567"), ("private", "0711 5550123"), ("fax", "0711 5550199")]
    assert (jana.company, jana.first_name, jana.last_name) == ("", "Jana", "Öhler")
    assert wrong(sheet) == [(12, True)]


def test_a_telephone_book_that_breaks_off_keeps_what_came_before():
    content = (DATA / "fritzbox.xml").read_bytes()
    sheet = read_sheet(content[:content.index(b"<mod_time>")], PLAN)
    assert [card.company for card in sheet.cards] == ["Stadtwerke Süd"]
    assert wrong(sheet) == [(9, True)]


@pytest.mark.parametrize("declared", [
    '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE p SYSTEM "file:///etc/hostname">'])
def test_a_telephone_book_that_declares_anything_is_refused(declared):
    with pytest.raises(UserError) as refused:
        read_sheet(f"<?xml version='1.0'?>{declared}<phonebooks><phonebook/></phonebooks>".encode(), PLAN)
    assert refused.value.id == "import.declared"


# --- DATEV

def test_debtors_and_creditors_of_datev():
    sheet = read("EXTF_debitoren.csv")
    weiss, gross, lang, supplier = sheet.cards
    assert (sheet.form, sheet.encoding, wrong(sheet)) == (DATEV, "cp1252", [])
    assert (weiss.number, weiss.company, weiss.person, weiss.vat_id, weiss.city, weiss.role) == (
        "10001", "Bäckerei Weiß GmbH", "", "DE123456789", "Berlin", "customer")
    assert (gross.person, gross.salutation, gross.street) == ("Max Groß", "Herr", "Postfach 12 34")
    assert lang.company == "Elektro Lang e.K."
    assert (supplier.number, supplier.role, supplier.vat_id) == ("70001", "supplier", "ATU12345678")


def test_another_file_of_datev_is_refused_by_its_name():
    with pytest.raises(UserError, match="Buchungsstapel"):
        table('"EXTF";700;21;"Buchungsstapel";13;;\nUmsatz;Konto\n')


# --- what is no such file

@pytest.mark.parametrize(("content", "id_"), [
    (b"", "import.form"), (b"hello", "import.form"), (b"\x89PNG\r\n\x1a\n;;\x00", "import.form"),
    (b"PK\x03\x04rest", "import.workbook"), (b"Firma;Ort\n", "import.empty"), (b"{}", "import.form")])
def test_another_file_is_refused_by_what_it_is(content, id_):
    with pytest.raises(UserError) as refused:
        read_sheet(content, PLAN)
    assert refused.value.id == id_


@pytest.mark.parametrize(("written", "code"), [
    ("Deutschland", "DE"), ("germany", "DE"), ("D", "DE"), ("AT", "AT"), ("Schweiz", "CH"), ("Utopia", ""), ("", "")])
def test_countries_are_known_in_both_languages(written, code):
    assert country_code(written) == code


# --- whatever comes

CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\";,\n'"), max_size=12)
NAME = st.from_regex(r"[A-Za-zÄÖÜäöüß]{2,10}", fullmatch=True)


@given(st.lists(st.tuples(NAME, CELL), min_size=1, max_size=8), st.sampled_from(";,|\t"))
@settings(max_examples=150, deadline=None)
def test_every_well_written_row_is_read_with_its_cells(rows, separator):
    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"'

    lines = [separator.join(quoted(cell) for cell in row) for row in rows]
    sheet = table("\r\n".join([f"Firma{separator}Notiz", *lines]), separator=separator)
    assert [card.company for card in sheet.cards] == [name for name, _note in rows]
    assert [card.note for card in sheet.cards] == [note.strip() for _name, note in rows]
    assert not sheet.flaws


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_never_ends_the_reading(data):
    content = bytearray(data.draw(st.sampled_from(sorted(DATA.iterdir()))).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at:at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=4) | st.sampled_from(
            [b'"', b";", b"\n", b"=", b"<", b"END:VCARD\n"]))
        if not content:
            break
    try:
        sheet = read_sheet(bytes(content), PLAN)
    except UserError as refused:
        assert refused.id.startswith("import.")
        return
    for card in sheet.cards:
        assert card.name and set(sheet.fields) <= FIELDS.keys()
        assert all(PLAN.read(p.raw).e164 or PLAN.read(p.raw).internal for p in card.phones)


@given(st.lists(NAME, min_size=2, max_size=6), st.integers(0, 5),
       st.sampled_from(['"', '"x;', ';;;;;"', "\x00", "=?"]))
@settings(max_examples=60, deadline=None)
def test_a_broken_row_loses_no_other(names, at, broken):
    rows = [f"{name};Ort" for name in names]
    rows.insert(min(at, len(rows)), broken)
    sheet = table("\n".join(["Firma;Ort", *rows]))
    assert set(names) <= {card.company for card in sheet.cards}
