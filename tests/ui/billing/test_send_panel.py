"""Documents are sent from their frame: words looked at, password asked once, what happened is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline_desk.services.billing.documents import list_documents
from hotline_desk.services.billing.sending import DOUBTFUL, VARIABLE, WAITING, keep_mail_secret, kept_mails, mail_of
from hotline_desk.ui.billing.mail_retry import MailRetry
from tests import builders
from tests.judges import cases
from tests.keyring_in_memory import InMemory
from tests.mail_server import PASSWORD, certificate, running
from tests.services.billing.sending_office import stored
from tests.services.billing.test_sending import with_account


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def keyring(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with InMemory().in_use() as kept:
        yield kept


@pytest.fixture
def server(certified, keyring):
    with running(certified) as started:
        yield started


@pytest.fixture
def account(office, server):
    """The desk knows where mails go; the password is not known yet."""
    office.ctx = with_account(office.ctx, server.port, server.ca)


def opened(office, number):
    frame = office.open("document", next(d.uid for d in list_documents(office.ctx) if d.number == number))
    office.until(lambda: frame._line)
    office.do("document.send")
    office.until(lambda: frame.send_panel.words.text() and frame.send_panel._prepared.mails)
    return frame.send_panel


def test_the_mail_is_looked_at_and_sent(office, ctx, server, account):
    number = stored(ctx, cases.mixed_rates(), "xrechnung")
    panel = opened(office, number)
    assert panel.to.text() == "rechnung@muster.example"
    assert f"{number}.pdf, {number}.xml" in panel.words.text()
    panel.subject.setText("Unsere Rechnung")
    panel.secret.setText(PASSWORD)
    office.do("panel.confirm")
    office.until(lambda: server.mails)
    assert server.mails[0]["Subject"] == "Unsere Rechnung"
    office.until(lambda: mail_of(ctx, number).sent)


def test_the_password_is_asked_once(office, ctx, server, account, keyring):
    panel = opened(office, stored(ctx, cases.mixed_rates()))
    assert panel.secret.isVisible()
    panel.secret.setText(PASSWORD)
    office.do("panel.confirm")
    office.until(lambda: server.mails)
    assert PASSWORD in keyring.kept.values()
    assert panel.secret.text() == ""
    assert not opened(office, stored(ctx, cases.skonto())).secret.isVisible()


@pytest.fixture
def ready(office, account):
    """The password is known."""
    keep_mail_secret(office.ctx, PASSWORD)


def test_what_went_out_before_is_said_and_sent_again_only_by_choice(office, ctx, server, ready):
    number = stored(ctx, cases.mixed_rates())
    opened(office, number)
    office.do("panel.confirm")
    office.until(lambda: mail_of(ctx, number).sent)
    panel = opened(office, number)
    assert panel.warning.text().startswith("Sent already: ")
    office.do("panel.confirm")
    assert panel.is_open
    assert panel.again.hasFocus()
    panel.again.setChecked(True)
    office.do("panel.confirm")
    office.until(lambda: len(server.mails) == 2)


def test_without_an_account_the_way_to_its_settings_is_shown(office, ctx):
    panel = opened(office, stored(ctx, cases.mixed_rates()))
    assert panel.warning.text().startswith("No mail can be sent yet. Fill in under Settings, Mail: Mail server")
    assert not panel.confirm_button.isEnabled()
    panel.settings.click()
    assert office.windows.active().args == {"search": "Mail server for sending"}


def test_a_mail_without_recipient_is_not_sent(office, ctx, server, ready):
    panel = opened(office, stored(ctx, cases.mixed_rates()))
    panel.to.clear()
    office.do("panel.confirm")
    assert panel.is_open
    assert panel._form.field("to").hasFocus()


def test_several_documents_go_out_at_once(office, ctx, server, ready):
    for case in (cases.mixed_rates, cases.skonto):
        stored(ctx, case())
    frame = office.open("documents")
    frame.list.table.selectAll()
    office.do("document.send")
    panel = frame.send_panel
    office.until(lambda: len(panel._prepared.mails) == 2)
    assert panel.words.text().startswith("2 documents, each with all its papers: ")
    assert not panel.to.isVisible()
    office.do("panel.confirm")
    office.until(lambda: len(server.mails) == 2)
    office.until(lambda: "2 documents were sent by mail." in office.said)


def test_while_the_server_is_away_it_is_said_and_tried_again_by_itself(office, ctx, server, ready):
    number = stored(ctx, cases.mixed_rates())
    server.mood.later = {"rechnung@muster.example"}
    opened(office, number)
    office.do("panel.confirm")
    office.until(lambda: [kept.state for kept in kept_mails(ctx)] == [WAITING])
    office.until(lambda: any(text.startswith("1 document waits for the mail server (") for text in office.said))
    assert "greylisted" in opened(office, number).warning.text()
    server.mood.later = set()
    retry = MailRetry(office.shell, lambda: office.ctx, office.windows)
    retry.try_now()
    office.until(lambda: server.mails)
    office.until(lambda: kept_mails(ctx) == ())


def test_doubt_is_told_and_can_be_put_aside(office, ctx, server, ready):
    number = stored(ctx, cases.mixed_rates())
    server.mood.drop = "answer"
    opened(office, number)
    office.do("panel.confirm")
    office.until(lambda: [kept.state for kept in kept_mails(ctx)] == [DOUBTFUL])
    panel = opened(office, number)
    assert panel.warning.text().startswith(f"It is not known whether the mail with {number} went out.")
    panel.forget.click()
    office.until(lambda: kept_mails(ctx) == ())
    assert panel.warning.isHidden()


def test_what_the_server_refuses_is_told_with_the_number(office, ctx, server, ready):
    number = stored(ctx, cases.mixed_rates())
    server.mood.refuse = {"rechnung@muster.example"}
    opened(office, number)
    office.do("panel.confirm")
    office.until(lambda: any(text.startswith(f"{number}: The mail server") for text in office.said))


def test_trying_again_without_anything_that_waits_does_nothing(office, ctx, server, ready):
    retry = MailRetry(office.shell, lambda: office.ctx, office.windows)
    retry.try_now()
    office.idle()
    office.until(lambda: not retry._busy)
    assert server.handler.connections == 0


def test_what_a_run_has_issued_is_sent_from_its_result(office, ctx, clock, server, ready):
    builders.article(ctx)
    now, clock.instant = clock.instant, datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    builders.solved(ctx, builders.address(ctx, "Müller & Söhne", emails=("post@mueller.example",)), 16)
    clock.instant = now
    frame = office.open("billing")
    office.do("billing.issue")
    office.do("panel.confirm")
    office.until(lambda: frame.result.numbers)
    office.do("document.send")
    office.until(lambda: frame.send_panel._prepared.mails)
    office.do("panel.confirm")
    office.until(lambda: server.mails)
    assert server.mails[0]["To"] == "post@mueller.example"
