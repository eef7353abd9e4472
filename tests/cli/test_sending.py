"""hotline-desk send: numbers that went out on stdout, sentences about the others on stderr."""

from __future__ import annotations

import pytest

from hotline_desk.services.access import open_context, write_setting
from hotline_desk.store.engine import database_url
from hotline_desk.store.local import Local
from hotline_desk.store.opening import open_store
from tests.mail_server import USER, certificate, running

BILL = ("bill", "--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(hotline, certified):
    """A mail server without login, to which this company's mails go."""
    with running(certified, login=False) as started:
        use(hotline, started.port, started.ca)
        yield started


def use(hotline, port, ca):
    store, local = open_store(database_url(hotline.data, None)), Local(hotline.data)
    ctx = open_context(store, local)
    for key, value in (("mail.host", "localhost"), ("mail.port", port), ("mail.sender", USER),
                       ("mail.certificate", str(ca))):
        write_setting(ctx, key, value)
    local.close()
    store.close()


def billed(hotline) -> str:
    return hotline(*BILL).lines[0]


def test_a_document_goes_out_once(hotline, server):
    number = billed(hotline)
    assert hotline.quietly("send", number).lines == [number]
    [mail] = server.mails
    assert (mail["To"], mail["Subject"]) == ("info@muster.example", f"Invoice {number}")
    again = hotline("send", number)
    assert (again.out, again.err) == ("", f"{number} was sent before. With --again it is sent once more.\n")
    assert hotline.quietly("send", number, "--again").lines == [number]
    assert len(server.mails) == 2


def test_what_the_sample_company_issued_stays_here(hotline):
    store, local = open_store(database_url(hotline.data, None)), Local(hotline.data)
    write_setting(open_context(store, local), "company.sample", True)
    local.close()
    store.close()
    number = billed(hotline)
    refused = hotline("send", number, code=1)
    assert refused.out == "" and f"{number} is a document of the sample company" in refused.err


def test_what_waits_goes_out_later(hotline, certified):
    with running(certified, login=False) as gone:
        port = gone.port
    use(hotline, port, certified[0])
    number = billed(hotline)
    waiting = hotline("send", number, code=1)
    assert waiting.err.startswith(f"{number} waits for the mail server (")
    with running(certified, login=False, port=port) as server:
        assert hotline.quietly("send").lines == [number]
        assert len(server.mails) == 1
    assert hotline.quietly("send").out == ""


def test_programs_are_told_what_became_of_each_document(hotline, server):
    number = billed(hotline)
    server.mood.refuse = {"info@muster.example"}
    [told] = hotline("send", number, "--json", code=1).objects
    assert (told["number"], told["state"], "550" in told["reason"]) == (number, "refused", True)


def test_without_account_one_sentence_says_what_to_fill_in(hotline):
    assert hotline("send", billed(hotline), code=1).err == (
        "No mail can be sent yet. Fill in under Settings, Mail: Mail server for sending, Mails come from this "
        "address.\n")
