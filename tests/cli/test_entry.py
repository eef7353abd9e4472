"""Lists, entry by script, and import, as they are typed."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime

import pytest

from hotline_desk.services.views.listings.values import ListedTicket


def test_lists_are_json_lines_with_the_fields_in_their_order(hotline):
    ticket, = hotline.quietly("list", "tickets", "--json").objects
    assert list(ticket) == [f.name for f in fields(ListedTicket)]
    assert ticket["created_at"] == "2026-10-05T09:00:00+02:00"
    assert (ticket["contact"], ticket["call_seconds"], ticket["document_numbers"]) == (None, 240, [])
    worklog, = hotline.quietly("list", "worklogs", "--json").objects
    assert (worklog["raw_start"], worklog["raw_end"], worklog["raw_seconds"]) == (
        "2026-10-05T09:00:00+02:00", "2026-10-05T09:04:00+02:00", 240)
    address, = hotline.quietly("list", "addresses", "--json").objects
    assert address == {
        "number": "10001", "name": "Muster GmbH", "roles": ["customer"], "phones": ["+49301234567"],
        "emails": ["info@muster.example"], "contracts": [{"terms": "Standard", "from": "2026-01-01", "to": None}]}
    assert hotline.quietly("list", "calls", "--json").out == ""


def test_lists_for_people_are_aligned_tables(hotline):
    head, rule, row = hotline.quietly("list", "tickets").lines
    assert head.split()[:2] == ["Number", "Created"]
    assert set(rule) == {"─", " "}
    assert row.startswith("2026-00001  05/10/2026 09:00  Normal")
    assert head.index("Subject") == row.index("Drucker")
    assert hotline.quietly("list", "calls").out == "Nothing found.\n"


@pytest.mark.parametrize(("filters", "many"), [
    (["--from", "2026-10-05", "--to", "2026-10-05"], 1), (["--to", "2026-10-04"], 0), (["--customer", "10001"], 1),
    (["--state", "open"], 0), (["--state", "closed", "--agent", "agent1"], 1), (["--agent", "anna"], 0),
    (["--limit", "1"], 1)])
def test_lists_are_filtered(hotline, filters, many):
    assert len(hotline.quietly("list", "tickets", "--json", *filters).lines) == many


def test_a_filter_that_names_what_does_not_exist_says_so(hotline):
    assert hotline("list", "tickets", "--customer", "4711", code=1).err == "There is no address 4711.\n"
    assert hotline("list", "tickets", "--team", "x", code=1).err.startswith("There is no team x.")


def test_an_address_is_entered(hotline):
    said = hotline.quietly(
        "add", "address", "--name", "Öztürk AG", "--phone", "030 765 43 21", "0171/1234567", "--email", "a@b.example",
        "--role", "customer", "supplier", "--street", "Ring 1", "--postcode", "10117", "--city", "Berlin", "--json")
    made, = said.objects
    assert made["name"] == "Öztürk AG"
    assert made["phones"] == ["+49307654321", "+491711234567"]
    assert set(made["roles"]) == {"customer", "supplier"}
    assert hotline.quietly("add", "address", "--name", "X", "--number", "A-7").out == "A-7\n"
    assert hotline("add", "address", "--name", "Y", "--number", "A-7", code=1).err == (
        "Number “A-7” exists already. Choose another.\n")


def test_a_ticket_and_its_measures_are_entered(hotline):
    number = hotline.quietly("add", "ticket", "--subject", "Scanner", "--customer", "10001", "--caller",
                             "030 1234567", "--priority", "high", "--agent", "agent1").out.strip()
    assert number == "2026-00002"
    hotline.quietly("add", "worklog", "--ticket", number, "--text", "Looked", "--start", "2026-10-06T09:00",
                    "--duration", "15", "--agent", "agent1")
    hotline.quietly("add", "worklog", "--ticket", number, "--text", "Drove", "--quantity", "1.5", "--article", "SUP")
    said = hotline.quietly("add", "worklog", "--ticket", number, "--text", "Wrote", "--duration", "1:30", "--free",
                           "--json")
    assert said.objects[0]["raw_seconds"] == 5400
    first, second, third = hotline.quietly("list", "worklogs", "--json").objects[1:]
    assert (first["start"], first["end"], first["agent"]) == (
        "2026-10-06T09:00:00+02:00", "2026-10-06T09:15:00+02:00", "agent1")
    assert (second["quantity"], second["start"], second["agent"]) == ("1.5", None, "anna")
    assert (third["billable"], datetime.fromisoformat(third["end"]).tzinfo is not None) == (False, True)
    ticket = hotline.quietly("list", "tickets", "--json", "--agent", "agent1", "--state", "open").objects[0]
    assert (ticket["subject"], ticket["priority"], ticket["caller_number"], ticket["state"]) == (
        "Scanner", "high", "+49301234567", "open")


@pytest.mark.parametrize(("arguments", "code", "sentence"), [
    (["--ticket", "9", "--duration", "5"], 1, "There is no ticket 9."),
    (["--ticket", "2026-00001"], 2, "Give begin and end, a duration, or a quantity."),
    (["--ticket", "2026-00001", "--start", "2026-10-06T09:00"], 2, "Give two of begin, end and duration."),
    (["--ticket", "2026-00001", "--duration", "soon"], 1,
     "“soon” is not understood as a duration. Examples: 90, 1:30, 1.5h, 90s."),
    (["--ticket", "2026-00001", "--start", "2026-10-06T09:00", "--end", "2026-10-06T08:00"], 1,
     "The end lies before the begin. Correct one of the two times."),
    (["--ticket", "2026-00001", "--duration", "5", "--article", "Z"], 1, "There is no article Z."),
])
def test_a_measure_that_makes_no_sense_is_refused(hotline, arguments, code, sentence):
    assert hotline("add", "worklog", "--text", "x", *arguments, code=code).err == f"{sentence}\n"
    assert len(hotline("list", "worklogs", "--json").lines) == 1


def test_an_import_says_what_it_did_and_repeats_without_harm(hotline, tmp_path):
    file = tmp_path / "more.json"
    file.write_text(json.dumps({"addresses": [{"number": "10002", "name": "Neu GmbH"}]}), encoding="utf-8")
    assert hotline.quietly("import", file).out == "1 made, 0 changed, 0 as they were.\n"
    assert hotline.quietly("import", file, "--as", "company", "--json").objects == [
        {"made": 0, "changed": 0, "same": 1}]


def test_an_import_with_mistakes_names_each_and_stores_nothing(hotline):
    content = {"addresses": [{"number": "1", "name": "A"}, {"number": "2", "name": "B", "phones": ["x"]}],
               "tickets": [{"ref": "T", "address": "9", "surprise": 1}]}
    said = hotline("import", "-", given=json.dumps(content).encode(), code=1)
    assert said.err.splitlines() == [
        "Nothing was imported. Mistakes: 3",
        "addresses[1].phones[0]: “x” is not a telephone number. Write it like 030 1234567 or +49 30 1234567.",
        "tickets[0].surprise: This key is not known. Known are: " + ", ".join((
            "ref", "address", "kind", "channel", "priority", "subject", "request", "solution", "contact", "caller",
            "state", "outcome", "product", "category", "client", "agent", "worklogs")) + ".",
        "tickets[0].address: There is no address 9."]
    assert len(hotline.quietly("list", "addresses", "--json").lines) == 1


def test_addresses_of_another_program_are_looked_at_and_taken_over(hotline, tmp_path):
    file = tmp_path / "kunden.csv"
    file.write_bytes("Firma;Ort;Telefon\nStadtwerke Süd;Köln;0221 5550123\nNeu GmbH;;kein\n;;0221 1\n".encode("cp1252"))
    rows = hotline.quietly("import", file, "--as", "addresses", "--preview", "--json").objects
    assert [(row["line"], row["fate"], row["name"]) for row in rows] == [
        (2, "new", "Stadtwerke Süd"), (3, "new", "Neu GmbH"), (4, "wrong", None)]
    assert "Stadtwerke Süd" in hotline.quietly("import", file, "--as", "addresses", "--preview").out
    assert hotline.quietly("import", file, "--as", "addresses").out.splitlines() == [
        "2 made, 0 changed, 0 as they were.",
        "Line 3: “kein” is no telephone number; it goes into the note.",
        "Line 4: Neither company nor name stands here: 0221 1"]
    again, = hotline.quietly("import", file, "--as", "addresses", "--json", "--encoding", "cp1252").objects
    assert (again["made"], again["changed"], again["same"], len(again["flaws"])) == (0, 0, 2, 2)


def test_a_preview_goes_with_addresses_alone(hotline, tmp_path):
    assert "--as addresses" in hotline("import", tmp_path / "x", "--preview", code=2).err


def test_a_file_that_cannot_be_read_is_said_to_be(hotline, tmp_path):
    assert hotline("import", tmp_path / "nothing", code=1).err == (
        f"{tmp_path / 'nothing'} cannot be read: No such file or directory\n")
    assert hotline("import", tmp_path, code=1).err == f"{tmp_path} cannot be read: Is a directory\n"
