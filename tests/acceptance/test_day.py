"""A day by keys: thirty calls taken, solved, handed on, merged, listed and found again without touching the mouse."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import text

from hotline_desk.core.clock import local_day
from hotline_desk.domain.contracts import Contract
from hotline_desk.domain.knowledge import Category, TextBlock
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.contracts import save_contract
from hotline_desk.services.knowledge.text_blocks import save_text_block
from hotline_desk.services.views.open_list import open_tickets
from hotline_desk.services.views.ticket import ticket_view
from tests.acceptance.driven import PATIENCE
from tests.acceptance.nursery import ROOT
from tests.acceptance.phoned import Day, Line, rows, told

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

CALLS = 30
STRANGER, ADVERTISER, CHANGED_MIND, MOBILE = (
    "+4915551234567", "+4915557654321", "+4915550009999", "+4915552223334")


@pytest.fixture(scope="module")
def customers(office) -> list[str]:
    """The names of the customers, in the order of the office's numbers: two numbers each."""
    return [line.name for line in sorted(search_addresses(office.ctx), key=lambda line: line.number)]


@pytest.fixture(scope="module")
def day(office, customers, desk):
    """The company has a contract with a quota, a category and a text block; then the first telephone rings."""
    ctx = office.ctx
    fourth = search_addresses(ctx, customers[3])[0].uid
    save_contract(ctx, Contract("", fourth, "Kontingent 120", date(2026, 1, 1)))
    parent = save_category(ctx, Category("Netz"))
    save_category(ctx, Category("VPN", parent))
    save_text_block(ctx, TextBlock("neu", "Neustart", "Neu gestartet, laeuft wieder.", own=False))
    return Day(office, desk)


@pytest.fixture(autouse=True)
def no_pointer(desk):
    before = desk.pointer()
    yield
    assert desk.pointer() == before


@pytest.fixture(autouse=True)
def no_call_goes_on(day):
    """What a test leaves ringing ends with it, so that one failure is one."""
    yield
    for line in day.lines:
        line.call.hang_up()


def my_name(office) -> str:
    return office.ctx.user.name


# --- calls that are solved ------------------------------------------------------------------------------------


def test_a_routine_call_takes_three_keys_and_the_frame_before_is_back(office, customers, desk, day):
    desk.keys("F3")
    desk.front("archive")
    desk.type("drucker etage")
    desk.keys("Left", "Left", "Left")
    before = desk.until(lambda seen: seen["focus"]["text"] == "drucker etage" and seen["focus"]["cursor"] == 10)
    desk.pressed.clear()
    line = day.taken(office.numbers[0])
    line.write("Kein Netz im Lager", "Seit heute frueh.")
    line.hang_up()
    line.close("Switch neu gestartet.", outcome="charge")
    after = desk.front("archive")
    assert after["focus"] == before["focus"]
    assert [key for key in desk.pressed if key != "Tab"] == ["F2", "F9", "ctrl+Return"]
    line.expect(customer=customers[0], agent=my_name(office), kind="action", channel="phone", priority="normal")


def test_what_the_quota_pays_is_chosen_beforehand(office, customers, desk, day):
    desk.pressed.clear()
    line = day.taken(office.numbers[6])
    line.write("Passwort vergessen")
    line.hang_up()
    line.close("Zurueckgesetzt.", outcome="quota")
    assert desk.pressed == ["F2", "F9", "ctrl+Return"]
    line.expect(customer=customers[3])


@pytest.mark.parametrize(("keys", "outcome"), [
    (("alt+3",), "flat"), (("Tab", "4"), "goodwill"), (("alt+5",), "warranty"), (("alt+6",), "internal")])
def test_one_digit_chooses_another_outcome(office, desk, day, keys, outcome):
    line = day.taken(office.numbers[2])
    line.write(f"Drucker {outcome}")
    line.hang_up()
    line.close(f"Erledigt als {outcome}.", *keys, outcome=outcome)


@pytest.mark.parametrize(("caller", "keys", "outcome"), [
    (CHANGED_MIND, ("alt+7",), "wrong_number"), (ADVERTISER, ("alt+8",), "advertising"), ("", ("alt+9",), "test")])
def test_a_call_about_nothing_needs_nothing_but_the_digit(office, desk, day, caller, keys, outcome):
    line = day.taken(caller)
    line.hang_up()
    line.close("", *keys, outcome=outcome)
    line.expect(subject="", request="")


def test_who_advertised_is_silent_from_now_on(desk, day):
    line = day.ring(ADVERTISER, pops=False)
    seen = desk.look()
    line.hang_up()
    assert (seen["popups"], desk.look()["popups"], line.row.outcome) == ([], [], "missed")


def test_a_call_is_closed_while_it_goes_on_and_its_clock_ends_at_the_hang_up(office, desk, day):
    line = day.taken(office.numbers[4])
    line.write("Frage zum Angebot")
    line.close("Beantwortet.", "alt+4", outcome="goodwill")
    assert line.row.state == "answered"
    line.hang_up()
    line.check()


def test_category_priority_and_text_block_are_chosen_by_letters(office, desk, day):
    line = day.taken(office.numbers[0])
    line.write("Einwahl bricht ab")
    desk.tab_to("Kategorie")
    desk.type("vp")
    desk.keys("Return")
    desk.until(lambda seen: "VPN" in seen["focus"]["text"])
    desk.tab_to("Priorität")
    desk.type("H")
    desk.until(lambda seen: seen["focus"]["text"] == "Hoch")
    line.hang_up()
    desk.keys("F9")
    desk.cursor("Lösung")
    desk.type("neu")
    desk.keys("Tab")
    desk.until(lambda seen: seen["focus"]["text"] == "Neu gestartet, laeuft wieder.")
    desk.keys("ctrl+Return")
    desk.stored(lambda: line.ticket.state == "closed")
    line.expect(category="Netz › VPN", priority="high", solution="Neu gestartet, laeuft wieder.", outcome="charge")


# --- kinds of tickets -----------------------------------------------------------------------------------------


def kind(desk, letter: str, name: str) -> None:
    desk.tab_to("Art")
    desk.type(letter)
    desk.until(lambda seen: seen["focus"]["text"] == name)


def test_an_information_is_given(office, desk, day):
    line = day.taken(office.numbers[1])
    line.write("Oeffnungszeiten")
    kind(desk, "Aus", "Auskunft")
    line.hang_up()
    line.close("Mo bis Fr 8 bis 17 Uhr.", outcome="charge")
    line.expect(kind="information")


def test_an_information_becomes_an_action_by_one_key(office, desk, day):
    line = day.taken(office.numbers[1])
    line.write("Umzug des Anschlusses")
    kind(desk, "Aus", "Auskunft")
    desk.keys("ctrl+F8")
    desk.until(lambda seen: seen["focus"]["text"] == "Auftrag")
    line.hang_up()
    line.close("Termin gebucht.", outcome="charge")
    line.expect(kind="action")


def test_a_remark_is_closed_without_a_solution(office, desk, day):
    line = day.taken(office.numbers[3])
    line.write("", "")
    desk.keys("Tab")
    desk.type("Lob fuer den schnellen Rueckruf")
    kind(desk, "H", "Hinweis")
    line.hang_up()
    line.close("", outcome="internal")
    line.expect(kind="remark", request="Lob fuer den schnellen Rueckruf", solution="")


# --- callers nobody knows -------------------------------------------------------------------------------------


def made_address(line: Line) -> tuple[str, str, tuple[str, ...]]:
    view = line.ticket
    address = get_address(line.ctx, view.fields.address_uid)
    return address.name, view.contact, tuple(phone.raw for phone in address.phones)


def test_an_address_is_made_of_an_unknown_caller_in_the_ticket_itself(office, desk, day):
    line = day.taken(STRANGER)
    line.write("Neuer Kunde")
    desk.keys("ctrl+g")
    desk.cursor("Firma oder Name")
    desk.type("Blumen Weber")
    desk.keys("Tab", "Tab")
    desk.type("Weber")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.fields.address_uid is not None)
    desk.cursor("Ansprechpartner")
    line.hang_up()
    line.close("Angebot folgt.", "Tab", "1", outcome="charge")
    assert made_address(line) == ("Blumen Weber", "Weber", (STRANGER,))


def test_who_was_unknown_is_known_the_next_time(desk, day):
    line = day.taken(STRANGER)
    assert line.row.company == "Blumen Weber"
    line.write("Angebot ist da")
    line.hang_up()
    line.close("Erlaeutert.", "alt+4", outcome="goodwill")
    line.expect(customer="Blumen Weber")


def test_an_address_is_made_of_a_withheld_caller(desk, day):
    line = day.taken("")
    line.write("Rueckfrage zur Rechnung")
    desk.keys("ctrl+g")
    desk.cursor("Firma oder Name")
    desk.type("Praxis Geheim")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.fields.address_uid is not None)
    line.hang_up()
    line.close("Geklaert.", "alt+4", outcome="goodwill")
    assert made_address(line) == ("Praxis Geheim", "", ())
    assert line.row.number_state == "withheld"


def test_a_new_number_of_a_known_customer_is_kept_by_one_key(customers, desk, day):
    line = day.taken(MOBILE)
    line.write("Neues Handy")
    desk.tab_to("Kunde")
    desk.type(customers[1][:6])
    desk.until(lambda seen: any(customers[1] in offer for offer in seen["offers"]))
    desk.keys("Return")
    desk.stored(lambda: line.ticket.address_name == customers[1])
    desk.until(lambda seen: any("noch nicht gespeichert" in label for label in seen["front"]["labels"]))
    desk.keys("ctrl+shift+o")
    desk.stored(lambda: MOBILE in [phone.e164 for phone in get_address(
        line.ctx, line.ticket.fields.address_uid).phones])
    line.hang_up()
    line.close("Notiert.", "alt+6", outcome="internal")
    line.expect(customer=customers[1])


# --- calls that are not solved --------------------------------------------------------------------------------


def test_f7_forwards_to_a_person_by_three_letters(office, desk, day):
    line = day.taken(office.numbers[2])
    line.write("Wartung planen")
    line.hang_up()
    desk.keys("F7")
    desk.cursor("An")
    desk.type("ben")
    desk.keys("Return")
    desk.cursor("Notiz")
    desk.type("Bitte vor Ort")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.agent_name.startswith("Ben"))
    line.expect(state="open", agent="Ben Kaya", notes=[("forward", "Bitte vor Ort")])


def test_f7_forwards_to_a_team(office, desk, day):
    line = day.taken(office.numbers[0])
    line.write("Server steht", "Nichts geht mehr.")
    line.hang_up()
    desk.keys("F7")
    desk.cursor("An")
    desk.type("tech")
    desk.keys("Return")
    desk.cursor("Notiz")
    desk.type("eilt")
    desk.keys("Return")
    desk.stored(lambda: line.ticket.team_name == "Technik")
    line.expect(state="open", agent="", team="Technik", notes=[("forward", "eilt")])


def resubmitted(desk, line: Line, when: str, reason: str) -> None:
    desk.keys("F6")
    desk.cursor("Wann")
    desk.type(when)
    desk.keys("Return")
    desk.cursor("Grund")
    desk.type(reason)
    desk.keys("Return")
    desk.stored(lambda: line.ticket.state == "resubmitted")


def today(office) -> date:
    return local_day(office.ctx.clock.now(), office.ctx.zone)


def test_f6_resubmits_tomorrow_at_nine(office, desk, day):
    line = day.taken(office.numbers[4])
    line.write("Rueckruf wegen Toner")
    line.hang_up()
    resubmitted(desk, line, "morgen 9", "Lieferung")
    line.expect(state="resubmitted", resubmit=f"{today(office) + timedelta(days=1)}T09:00", reason="Lieferung")


def test_f6_resubmits_on_a_weekday(office, desk, day):
    line = day.taken(office.numbers[5])
    line.write("Abnahme der Installation")
    line.hang_up()
    resubmitted(desk, line, "fr 14:30", "Abnahme")
    when = datetime.fromisoformat(line.ticket.resubmit_local or "")
    assert (when.weekday(), when.hour, when.minute) == (4, 14, 30)
    assert today(office) <= when.date() <= today(office) + timedelta(days=7)
    line.expect(state="resubmitted", reason="Abnahme")


def test_f6_without_a_word_means_the_next_working_morning(office, desk, day):
    line = day.taken(office.numbers[6])
    line.write("Rueckfrage beim Hersteller")
    line.hang_up()
    resubmitted(desk, line, "", "Hersteller")
    when = datetime.fromisoformat(line.ticket.resubmit_local or "")
    assert (when.weekday() < 5, when.hour, when.date() > today(office)) == (True, 9, True)
    line.expect(state="resubmitted", reason="Hersteller")


# --- calls that belong to something -----------------------------------------------------------------------------


def test_a_follow_up_call_goes_onto_its_old_ticket_by_one_key(office, desk, day):
    old = next(line for line in day.lines if line.expected.get("subject") == "Server steht")
    line = day.taken(office.numbers[0])
    new = line.own_ticket
    desk.until(lambda seen: any("Server steht" in text for box in seen["front"]["lists"] for text in box))
    desk.keys("alt+1")
    desk.front("ticket", uid=old.own_ticket)
    desk.stored(lambda: line.row.ticket_uid == old.own_ticket)
    line.hang_up()
    assert ticket_view(office.ctx, new).state == "merged"
    assert [w.kind for w in old.ticket.worklogs].count("call") == 2
    desk.keys("ctrl+w")
    # Whoever takes up a ticket has it from then on.
    old.expected["notes"] = [*old.expected["notes"], *told(old.ticket)["notes"][1:]]
    old.expect(state="open", agent=my_name(office))


def test_two_tickets_of_one_matter_are_merged(office, desk, day):
    line = day.taken(office.numbers[2])
    line.write("Wartung dringend", "Bitte diese Woche.")
    line.hang_up()
    main = next(one for one in day.lines if one.expected.get("subject") == "Wartung planen")
    merged = line.own_ticket
    desk.keys("shift+F7")
    desk.cursor("Hauptvorgang")
    desk.type(main.ticket.number or "?")
    desk.until(lambda seen: any("Wartung planen" in str(text) for text in seen["offers"]))
    desk.keys("Return")
    desk.until(lambda seen: any("Die Texte werden ein Vermerk" in label for label in seen["front"]["labels"]))
    desk.keys("ctrl+Return")
    desk.stored(lambda: ticket_view(office.ctx, merged).state == "merged")
    desk.front("ticket", uid=main.own_ticket)
    assert line.row.ticket_uid == main.own_ticket
    line.expected = {}
    main.expected["notes"] = told(main.ticket)["notes"]
    main.expect(state="open", agent="Ben Kaya")
    assert any("Wartung dringend" in note for _act, note in main.expected["notes"])
    desk.keys("ctrl+w")


def test_two_calls_at_once_are_swapped_by_one_key_and_no_second_counts_twice(office, desk, day):
    first = day.taken(office.numbers[0])
    first.write("Erster Anruf")
    second = day.ring(office.numbers[4])
    second.take()
    second.write("Zweiter Anruf")
    desk.stored(lambda: first.ticket.running_call is not None and first.ticket.running_call.parked_at is not None)
    desk.keys("F12")
    desk.front("ticket", uid=first.own_ticket)
    desk.stored(lambda: second.ticket.running_call is not None and second.ticket.running_call.parked_at is not None)
    first.hang_up()
    first.close("Erledigt.", "alt+4", outcome="goodwill")
    desk.front("ticket", uid=second.own_ticket)
    second.hang_up()
    second.close("Auch erledigt.", "alt+4", outcome="goodwill")


def test_who_called_in_vain_is_noted_and_gets_through_later_with_his_name(office, desk, day):
    missed = day.ring(office.numbers[2])
    missed.hang_up()
    assert (missed.row.outcome, missed.row.needs_callback) == ("missed", True)
    desk.keys("ctrl+j")
    desk.front("journal")
    desk.until(lambda seen: seen["front"]["rows"])
    line = day.taken(office.numbers[2])
    desk.until(lambda seen: any("Frühere" in text or "Earlier" in text
                                for box in seen["front"]["lists"] for text in box))
    desk.keys("alt+shift+m")
    desk.cursor("Ansprechpartner")
    person = desk.look()["focus"]["text"]
    desk.tab_to("Anliegen", "shift+Tab")
    desk.type("Ruft zurueck")
    line.hang_up()
    assert not missed.row.needs_callback
    desk.keys("ctrl+s")
    desk.stored(lambda: line.ticket.contact == person)
    line.expect(contact=person, request="Ruft zurueck", state="open")
    desk.keys("ctrl+w")


# --- finding and printing -----------------------------------------------------------------------------------------


def front_rows(seen, kind: str) -> list[str]:
    front = seen.get("front")
    return ["".join(row) for row in front["rows"][0]] if front and front["kind"] == kind and front["rows"] else []


@pytest.mark.parametrize(("words", "subject"), [
    ("switch neu", "Kein Netz im Lager"), ("01555 1234567", "Angebot ist da"), ("blumen angebot", "Angebot ist da")])
def test_the_archive_finds_and_opens_by_solution_number_and_name(desk, day, words, subject):
    desk.keys("F3")
    desk.front("archive")
    desk.keys("ctrl+f", "ctrl+a")
    desk.type(words)
    desk.until(lambda seen: (found := front_rows(seen, "archive")) and subject in found[0])
    desk.keys("Return")
    desk.front("ticket", title=subject)
    desk.keys("ctrl+w")
    desk.front("archive")


def test_the_palette_opens_a_ticket_by_its_number(desk, day):
    wanted = next(line for line in day.lines if line.expected.get("subject") == "Passwort vergessen")
    desk.keys("ctrl+k")
    desk.cursor("Befehlssuche")
    desk.type(wanted.ticket.number or "?")
    desk.until(lambda seen: any((wanted.ticket.number or "?") in hit for hit in seen["hits"]))
    desk.keys("Return")
    desk.front("ticket", uid=wanted.own_ticket)
    desk.keys("ctrl+w")


def test_the_open_list_is_printed_with_everything_that_is_open(office, desk, day, tmp_path):
    open_ones = {row.number for row in open_tickets(office.ctx)}
    desk.keys("F11")
    desk.front("tasks")
    desk.keys("ctrl+shift+p")
    desk.cursor("Datei")
    paper = tmp_path / "offen.pdf"
    desk.keys("ctrl+a")
    desk.type(str(paper))
    desk.keys("ctrl+Return")
    desk.stored(paper.exists)
    desk.panel("")
    with PdfDocument(paper) as pages:
        printed = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    assert open_ones and all(number in printed for number in open_ones)
    assert all(line.expected["subject"] in printed for line in day.lines
               if line.expected.get("state") in ("open", "resubmitted") and line.expected.get("subject"))


# --- the evening --------------------------------------------------------------------------------------------------


def test_thirty_calls_have_left_exactly_what_was_expected(office, day):
    assert len(day.lines) == CALLS
    for line in day.lines:
        line.check()
    today_rows = {uid: row for uid, row in rows(office.ctx).items() if uid not in day.before}
    assert set(today_rows) == {line.uid for line in day.lines}
    assert [row for row in today_rows.values() if row.state != "ended" or row.unprocessed or row.unaccounted] == []


def test_no_empty_ticket_is_left(office, day):
    with office.ctx.store.read() as session:
        states = dict(session.execute(text("SELECT state, count(*) FROM ticket GROUP BY state")).all())
    assert states.get("new", 0) == 0
    empty = [row for row in open_tickets(office.ctx) if not row.subject and row.number]
    assert [row.number for row in empty if not ticket_view(office.ctx, row.uid).fields.request] == []


def test_the_desk_wrote_no_error_and_the_store_is_sound(office, desk, day):
    assert desk.quiet() == ""
    done = subprocess.run([sys.executable, "-m", "hotline_desk", "--data", str(office.folder), "verify"], cwd=ROOT,
                          capture_output=True, text=True, timeout=PATIENCE * 3)
    assert (done.returncode, done.stderr) == (0, "")
