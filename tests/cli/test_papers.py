"""Billing from the terminal: preview, invoices, papers, cancellations, the list of open tasks."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from hotline_desk.adapters.documents.pdf_pages import text_of
from hotline_desk.services.access import open_context, write_setting
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.cli.conftest import INIT
from tests.services.test_importing import COMPANY

OCTOBER = ("--from", "2026-10-01", "--to", "2026-10-31")


def complaints(said):
    """What is said on stderr besides what the company's own address lacks."""
    return [line for line in said.err.splitlines() if "of your own company is missing" not in line]


def worked(minutes, n=0):
    """A ticket with measures of so many minutes, one after the other."""
    clock, worklogs = 9 * 60, []
    for spent in minutes:
        start, clock = clock, clock + spent
        worklogs.append({"kind": "work", "agent": "agent1", **{
            name: f"2026-10-{6 + n:02}T{at // 60:02}:{at % 60:02}:00+02:00"
            for name, at in (("start", start), ("end", clock))}})
    return {"ref": f"T-{n}", "address": "10001", "state": "closed", "worklogs": worklogs}


def test_the_preview_shows_what_would_be_issued_and_stores_nothing(hotline):
    said = hotline("bill", *OCTOBER, "--preview", "--json")
    document, = said.objects
    line = document.pop("lines")[0]
    day = document.pop("date")
    assert document == {
        "number": None, "kind": "invoice", "state": "draft", "address_number": "10001", "period_from": "2026-10-01",
        "period_to": "2026-10-31", "net": "23.75", "tax": "4.51", "gross": "28.26", "open": "28.26",
        "discounts": [], "quotas": [], "carried": False}
    assert (line["raw_seconds"], line["billed_seconds"], line["quantity"], line["unit"], line["price"], line["net"],
            line["tax_rate"], line["article"], line["position"]) == (
        240, 900, "0.25", "hour", "95.00", "23.75", "19", "SUP", 1)
    assert len(day) == 10
    assert complaints(said) == []
    assert hotline.quietly("list", "documents", "--json").out == ""


def test_the_preview_for_people_names_customers_and_the_sum(hotline):
    head, _, row, total = hotline("bill", *OCTOBER, "--preview").lines
    assert head.split() == ["Customer", "no.", "Customer", "Lines", "Net", "Tax", "Gross"]
    assert row.split() == ["10001", "Muster", "GmbH", "1", "€23.75", "€4.51", "€28.26"]
    assert total == "1 invoice, €23.75 net"


def test_what_is_too_little_for_an_invoice_waits_and_is_named(hotline):
    store, local = open_store(database_url(hotline.data, None)), Local(hotline.data)
    write_setting(open_context(store, local), "billing.carry_below", 5000)
    local.close()
    store.close()
    waits = "1 customer with too little for an invoice waits for the next period, €23.75 net"
    assert hotline("bill", *OCTOBER, "--preview").lines[-1] == waits
    assert hotline("bill", *OCTOBER, "--preview", "--json").objects[0]["carried"]
    said = hotline("bill", *OCTOBER)
    assert (said.out, complaints(said)) == ("", [waits])
    assert len(hotline("bill", *OCTOBER, "--customer", "10001").lines) == 1


def test_what_the_invoice_would_lack_is_said(hotline):
    said = hotline("bill", *OCTOBER, "--preview")
    assert "Tax number of your own company is missing; an invoice must show it. Fill in the settings." in said.err


def test_a_period_is_billed_once_and_again_after_a_cancellation(hotline, tmp_path):
    said = hotline("bill", *OCTOBER, "--output", tmp_path / "papers")
    assert said.lines == ["RE-2026-00001"]
    papers = {path.name: path.read_bytes()[:5] for path in (tmp_path / "papers").iterdir()}
    assert papers == {"RE-2026-00001.pdf": b"%PDF-", "RE-2026-00001-statement.pdf": b"%PDF-"}
    again = hotline("bill", *OCTOBER, "--json")
    assert again.out == ""
    assert complaints(again) == ["There is nothing to bill from 01/10/2026 to 31/10/2026."]
    assert hotline.quietly("cancel", "RE-2026-00001", "--output", tmp_path / "papers").lines == ["ST-2026-00001"]
    assert (tmp_path / "papers" / "ST-2026-00001.pdf").exists()
    issued, = hotline("bill", *OCTOBER, "--json").objects
    assert (issued["number"], issued["state"], issued["net"]) == ("RE-2026-00002", "final", "23.75")
    assert [(d["number"], d["state"], d["open"]) for d in hotline.quietly("list", "documents", "--json").objects] == [
        ("RE-2026-00001", "cancelled", "0.00"), ("ST-2026-00001", "final", "0.00"), ("RE-2026-00002", "final", "28.26")]
    assert [d["number"] for d in hotline.quietly("list", "open-items", "--json").objects] == ["RE-2026-00002"]
    assert hotline.quietly("verify").out == "Everything is as it must be.\n"


def test_the_preview_and_the_invoice_agree(hotline):
    preview, = hotline("bill", *OCTOBER, "--preview", "--json").objects
    issued, = hotline("bill", *OCTOBER, "--json").objects
    assert {**preview, "number": issued["number"], "state": "final"} == issued


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("cancel", "RE-1"), "There is no document RE-1."),
    (("bill", "--from", "2026-10-31", "--to", "2026-10-01"),
     "The period ends before it begins. Correct one of the two days."),
    (("bill", *OCTOBER, "--customer", "4711"), "There is no address 4711."),
])
def test_what_cannot_be_billed_is_one_sentence(hotline, arguments, sentence):
    assert hotline(*arguments, code=1).err == f"{sentence}\n"


def test_what_is_cancelled_is_not_cancelled_again(hotline):
    hotline("bill", *OCTOBER)
    hotline.quietly("cancel", "RE-2026-00001")
    assert hotline("cancel", "RE-2026-00001", code=1).err == "RE-2026-00001 is cancelled already by ST-2026-00001.\n"
    assert hotline("cancel", "ST-2026-00001", code=1).err == "ST-2026-00001 is not an invoice that can be cancelled.\n"


def test_customers_are_chosen(hotline):
    content = {"addresses": [{"number": "10002", "name": "Andere GmbH"}],
               "tickets": [{**worked([30]), "address": "10002"}]}
    hotline.quietly("import", "-", given=json.dumps(content).encode())
    chosen = hotline("bill", *OCTOBER, "--preview", "--json", "--customer", "10002").objects
    assert [d["address_number"] for d in chosen] == ["10002"]
    assert len(hotline("bill", *OCTOBER, "--preview", "--json", "--customer", "10001", "10002").objects) == 2


def test_open_tickets_wait_unless_they_are_asked_for(hotline):
    content = deepcopy(COMPANY)
    content["tickets"][0]["state"] = "open"
    hotline.quietly("import", "-", given=json.dumps(content).encode())
    assert hotline("bill", *OCTOBER, "--preview", "--json").out == ""
    assert len(hotline("bill", *OCTOBER, "--preview", "--json", "--include-open").objects) == 1


@pytest.mark.parametrize(("terms", "minutes", "net"), [
    ({"first": 900, "next": 900}, [4, 16, 31], "142.50"),
    ({"first": 900, "next": 900, "scope": "ticket"}, [4, 16, 31], "95.00"),
    ({"first": 1, "next": 1, "scope": "ticket"}, [4, 16, 31], "80.75"),
    ({"first": 60, "next": 60}, [20], "31.67"),
    ({"first": 60, "next": 60}, [20, 20, 20], "95.01"),
    ({"first": 60, "next": 60, "scope": "period"}, [20, 20, 20], "95.00"),
    ({"first": 60, "next": 60, "prices": {"SUP": "100.00"}}, [50], "83.33"),
])
def test_the_worked_examples_come_out_to_the_cent(hotline, terms, minutes, net):
    content = {"terms": [{"name": "Standard", **terms}],
               "tickets": [{**COMPANY["tickets"][0], "outcome": "goodwill"}, worked(minutes)]}
    hotline.quietly("import", "-", given=json.dumps(content).encode())
    document, = hotline("bill", *OCTOBER, "--preview", "--json").objects
    assert document["net"] == net


def test_four_bill_at_once_and_no_number_is_missing_or_double(anywhere):
    anywhere(*INIT)
    content = deepcopy(COMPANY)
    content["addresses"] = [{"number": str(20000 + n), "name": f"Kunde {n}"} for n in range(12)]
    content["tickets"] = [{**worked([5 + n]), "ref": f"R-{n}", "address": str(20000 + n)} for n in range(12)]
    for n, ticket in enumerate(content["tickets"]):
        ticket["worklogs"][0]["agent"] = f"agent{n}"  # one agent's measures at the same time would count once
    anywhere.quietly("import", "-", given=json.dumps(content).encode())
    runs = [anywhere.start("bill", *OCTOBER, "--json") for _ in range(4)]
    said = [run.communicate(timeout=100) for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, said
    issued = [json.loads(line) for out, _ in said for line in out.splitlines()]
    assert sorted(d["number"] for d in issued) == [f"RE-2026-{n:05}" for n in range(1, 13)]
    assert len({d["address_number"] for d in issued}) == 12
    assert all("of your own company" in line or "There is nothing" in line
               for _, err in said for line in err.splitlines())
    assert anywhere.quietly("verify").out == "Everything is as it must be.\n"


def test_the_list_of_open_tasks_is_shown_and_printed(hotline, tmp_path):
    assert hotline.quietly("open-list").out == "There are no open tickets.\n"
    hotline.quietly("add", "ticket", "--subject", "Größe ändern", "--priority", "urgent", "--customer", "10001")
    row = hotline.quietly("open-list").lines[2]
    assert "Größe ändern" in row
    assert "Urgent" in row
    assert hotline.quietly("open-list", "--json").objects[0]["subject"] == "Größe ändern"
    hotline.quietly("open-list", "--pdf", tmp_path / "open.pdf")
    assert (tmp_path / "open.pdf").read_bytes().startswith(b"%PDF-")
    hotline.quietly("open-list", "--pdf", tmp_path / "form.pdf", "--form", "--group", "team")
    form = text_of((tmp_path / "form.pdf").read_bytes())
    assert "Größe ändern" in form and "Reached" in form and "Without team (1)" in form
    assert hotline("open-list", "--pdf", tmp_path / "no" / "open.pdf", code=1).err == (
        f"{tmp_path / 'no' / 'open.pdf'} cannot be written: No such file or directory\n")
