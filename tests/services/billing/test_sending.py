"""Documents leave by mail: once, with all papers; later if the server is away; doubt is left to people."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.billing.mailing import filled
from hotline_desk.domain.contracts import BillingProfile
from hotline_desk.services.addresses import get_address, save_address
from hotline_desk.services.billing.documents import document_file, get_document
from hotline_desk.services.billing.sending import (
    DOUBTFUL,
    VARIABLE,
    WAITING,
    Outcome,
    forget_mail,
    keep_mail_secret,
    kept_mails,
    mail_of,
    needs_secret,
    send_documents,
    send_waiting,
)
from hotline_desk.services.context import Context
from hotline_desk.services.contracts import save_billing_profile
from tests.judges import cases
from tests.keyring_in_memory import InMemory
from tests.mail_server import PASSWORD, USER, certificate, running
from tests.services.billing.sending_office import stored


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(certified):
    with running(certified) as started:
        yield started


@pytest.fixture
def keyring(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with InMemory().in_use() as kept:
        yield kept


@pytest.fixture
def desk(ctx, server, keyring) -> Context:
    """A desk that can send mail."""
    ready = with_account(ctx, server.port, server.ca)
    keep_mail_secret(ready, PASSWORD)
    return ready


def with_account(ctx: Context, port: int, ca) -> Context:
    return replace(ctx, settings=ctx.settings.with_values({
        "mail.host": "localhost", "mail.port": port, "mail.user": USER, "mail.sender": USER,
        "mail.certificate": str(ca)}))


def send(ctx: Context, *numbers: str, again: bool = False) -> Outcome:
    return send_documents(ctx, [mail_of(ctx, number) for number in numbers], again)


def test_the_mail_brings_all_papers_of_the_document(desk, server):
    number = stored(desk, cases.worked_month(), "xrechnung")
    assert send(desk, number).sent == [number]
    [mail] = server.mails
    files = {file.get_filename(): file.get_payload(decode=True) for file in mail.iter_attachments()}
    assert files == {f"{number}.pdf": document_file(desk, number, "letter"),
                     f"{number}-statement.pdf": document_file(desk, number, "statement"),
                     f"{number}.xml": document_file(desk, number, "xrechnung")}
    assert mail["To"] == "rechnung@muster.example"


def test_that_it_went_out_is_kept_with_the_id_of_the_mail(desk, server):
    number = stored(desk, cases.mixed_rates())
    send(desk, number)
    [sent] = mail_of(desk, number).sent
    assert (sent.to, sent.by, sent.at) == ("rechnung@muster.example", "Anna", desk.clock.now())
    assert server.mails[0]["Message-ID"].endswith("@hotline.example>")


def test_a_document_goes_out_once_unless_somebody_asks_for_more(desk, server):
    number = stored(desk, cases.mixed_rates())
    send(desk, number)
    assert send(desk, number).already == [number]
    assert len(server.mails) == 1
    assert send(desk, number, again=True).sent == [number]
    assert len({mail["Message-ID"] for mail in server.mails}) == 2


def test_two_who_send_the_same_at_once_send_it_once(desk, server):
    mail = mail_of(desk, stored(desk, cases.mixed_rates()))
    assert send_documents(desk, [mail]).sent == [mail.number]
    assert send_documents(desk, [mail]).already == [mail.number]
    assert len(server.mails) == 1


def test_while_the_server_is_away_mails_wait_and_go_out_later(ctx, certified, keyring):
    with running(certified) as gone:
        port, ca = gone.port, gone.ca
    desk = with_account(ctx, port, ca)
    keep_mail_secret(desk, PASSWORD)
    numbers = [stored(desk, cases.mixed_rates()), stored(desk, cases.skonto())]
    outcome = send(desk, *numbers)
    assert (outcome.waiting, bool(outcome.reason)) == (numbers, True)
    assert [(kept.number, kept.state) for kept in kept_mails(desk)] == [(number, WAITING) for number in numbers]
    assert send_waiting(desk).waiting == numbers
    with running(certified, port=port) as server:
        assert send_waiting(desk).sent == numbers
        assert (len(server.mails), kept_mails(desk)) == (2, ())


def test_a_recipient_for_whom_the_server_asks_patience_holds_up_no_other(desk, server):
    server.mood.later = {"rechnung@muster.example"}
    patient, well = stored(desk, cases.mixed_rates()), stored(desk, cases.skonto())
    outcome = send(desk, patient, well)
    assert (outcome.waiting, outcome.sent) == ([patient], [well])
    assert server.handler.connections == 1


def test_a_mail_that_is_refused_holds_up_no_other(desk, server):
    server.mood.refuse = {"rechnung@muster.example"}
    refused, well = stored(desk, cases.mixed_rates()), stored(desk, cases.skonto())
    outcome = send(desk, refused, well)
    assert ([number for number, _ in outcome.refused], outcome.sent) == ([refused], [well])
    assert outcome.refused[0][1].id == "mail.refused"
    assert kept_mails(desk) == ()


def test_what_nobody_knows_is_never_sent_again_by_itself(desk, server):
    server.mood.drop = "answer"
    number = stored(desk, cases.mixed_rates())
    assert send(desk, number).doubtful == [number]
    server.mood.drop = ""
    assert send_waiting(desk) == Outcome()
    assert [kept.state for kept in kept_mails(desk)] == [DOUBTFUL]
    assert len(server.mails) == 1
    send(desk, number, again=True)
    assert (len(server.mails), kept_mails(desk)) == (2, ())


def test_a_mail_that_was_under_way_when_the_program_ended_is_doubtful(desk, server, clock, monkeypatch):
    number = stored(desk, cases.mixed_rates())
    monkeypatch.setattr("hotline_desk.adapters.mail.smtp.Session.deliver", _killed)
    with pytest.raises(KeyboardInterrupt):
        send(desk, number)
    monkeypatch.undo()
    clock.advance(hours=1)
    assert [kept.state for kept in kept_mails(desk)] == [DOUBTFUL]
    assert send_waiting(desk).sent == []


def _killed(*_args):
    raise KeyboardInterrupt


def test_what_waits_is_not_sent_if_it_went_out_from_elsewhere(desk, server):
    number = stored(desk, cases.mixed_rates())
    server.mood.later = {"rechnung@muster.example"}
    send(desk, number)
    server.mood.later = set()
    elsewhere = replace(desk, local=None)
    assert send(elsewhere, number).sent == [number]
    assert send_waiting(desk).sent == []
    assert (len(server.mails), kept_mails(desk)) == (1, ())


def test_a_mail_that_waits_can_be_taken_back(desk, server):
    number = stored(desk, cases.mixed_rates())
    server.mood.later = {"rechnung@muster.example"}
    send(desk, number)
    forget_mail(desk, number)
    assert kept_mails(desk) == ()


def test_sending_can_be_stopped_between_two_mails(desk, server):
    numbers = [stored(desk, cases.mixed_rates()), stored(desk, cases.skonto())]
    seen: list[str] = []
    watched = desk.watched(lambda done, total, text: seen.append(text), lambda: len(seen) == 1)
    outcome = send(watched, *numbers)
    assert (outcome.sent, outcome.left, seen) == (numbers[:1], numbers[1:], numbers[:1])


def test_the_address_for_invoices_goes_before_all_others(desk):
    number = stored(desk, cases.mixed_rates())
    customer = get_document(desk, number).address_uid
    save_address(desk, replace(get_address(desk, customer), emails=("erste@muster.example", "b@muster.example")))
    assert mail_of(desk, number).to == "erste@muster.example"
    save_billing_profile(desk, BillingProfile(customer, invoice_email="buchhaltung@muster.example"))
    assert mail_of(desk, number).to == "buchhaltung@muster.example"


def test_without_any_address_the_mail_is_refused(desk, server):
    nobody = replace(cases.mixed_rates(), recipient=replace(cases.BUYER, email=""))
    number = stored(desk, nobody)
    [(refused, problem)] = send(desk, number).refused
    assert (refused, problem.id, server.mails) == (number, "mail.nobody", [])


def test_a_document_of_the_sample_company_is_sent_to_nobody(desk, server):
    sample, own = stored(desk, replace(cases.mixed_rates(), sample=True)), stored(desk, cases.mixed_rates())
    outcome = send(desk, sample, own)
    assert (outcome.sent, [(number, problem.id) for number, problem in outcome.refused]) == (
        [own], [(sample, "mail.sample")])
    assert len(server.mails) == 1 and kept_mails(desk) == ()


def test_for_a_document_of_the_sample_company_no_account_is_asked_for(ctx):
    sample = stored(ctx, replace(cases.mixed_rates(), sample=True))
    assert [problem.id for _, problem in send(ctx, sample).refused] == ["mail.sample"]


def test_without_account_it_says_what_to_fill_in(ctx):
    number = stored(ctx, cases.mixed_rates())
    with pytest.raises(UserError) as problem:
        send(ctx, number)
    assert problem.value.values["fields"] == ("Mail server for sending", "Mails come from this address")


def test_without_password_nothing_is_tried(ctx, server, keyring):
    desk = with_account(ctx, server.port, server.ca)
    number = stored(desk, cases.mixed_rates())
    assert needs_secret(desk)
    with pytest.raises(UserError) as problem:
        send(desk, number)
    assert problem.value.id == "mail.secret"
    keep_mail_secret(desk, PASSWORD)
    assert not needs_secret(desk)


def test_the_password_is_in_the_keyring_alone(desk, server, keyring, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    send(desk, stored(desk, cases.mixed_rates()))
    assert PASSWORD in keyring.kept.values()
    assert not any(PASSWORD in record.getMessage() for record in caplog.records if not record.name.startswith("mail."))
    written = [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    assert written == []


def test_the_secret_of_a_telephone_line_is_never_sent_to_the_mail_server(ctx, server, keyring, monkeypatch):
    monkeypatch.setenv("HOTLINE_DESK_FEED_SECRET", "telephone")
    assert needs_secret(with_account(ctx, server.port, server.ca))


def test_the_words_are_in_the_language_of_the_letter(desk):
    german, english = (mail_of(desk, stored(desk, case())) for case in (cases.mixed_rates, cases.foreign_buyer))
    assert german.subject == f"Rechnung {german.number}"
    assert english.subject == f"Invoice {english.number}"
    assert "Guten Tag" in german.text
    assert "payable by" in english.text


def test_the_companys_own_words_get_their_values(desk):
    own = replace(desk, settings=desk.settings.with_values({
        "mail.subject_de": "{kind} {number} für {name}", "mail.text_de": "{amount} bis {due}, {nonsense} {company}"}))
    mail = mail_of(own, stored(own, cases.mixed_rates()))
    assert mail.subject == f"Rechnung {mail.number} für Muster GmbH"
    assert mail.text == "362,34\xa0€ bis 16.11.2026, {nonsense} Hansa Hotline GmbH"


def test_values_are_not_taken_for_places():
    assert filled("{name}", {"name": "{number}", "number": "1"}) == "{number}"
