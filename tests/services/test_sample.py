"""The sample company is taken away again, and nothing that people made goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline_desk.core.errors import Cancelled, UserError
from hotline_desk.core.settings import SETTINGS
from hotline_desk.demo.company import fill
from hotline_desk.domain.access import AGENT
from hotline_desk.domain.billing.values import CANCELLED
from hotline_desk.domain.calls import ANSWERED, ENDED, IN, RINGING, CallEvent
from hotline_desk.domain.contracts import Terms
from hotline_desk.domain.sample import BELONGS, LINE, USED, WORKED_ON
from hotline_desk.services.access import list_teams, list_users, open_context, read_settings, save_team, write_setting
from hotline_desk.services.addresses import get_address, search_addresses
from hotline_desk.services.articles import list_articles
from hotline_desk.services.billing.documents import get_document, list_documents
from hotline_desk.services.billing.issue import issue_all
from hotline_desk.services.billing.propose import propose
from hotline_desk.services.billing.works import BillingRequest
from hotline_desk.services.calls.called import list_called_numbers
from hotline_desk.services.calls.record import record_event
from hotline_desk.services.care.sample import remove_sample, sample_report
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.contracts import list_contracts, list_terms, save_contract, save_terms
from hotline_desk.services.tickets.capture import save_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids, archive_rows
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.services.views.popup import call_popup
from hotline_desk.services.views.ticket import ticket_view
from tests import builders


@pytest.fixture
def trial(ctx):
    """Anna's company with sample data: three customers and some calls."""
    fill(ctx, customers=3, calls_each=2)
    return replace(ctx, settings=read_settings(ctx))


def tickets(ctx):
    return archive_rows(ctx, archive_ids(ctx, ArchiveFilter()))


def kept(report, kind):
    return [(each.name, each.reason) for each in report.staying if each.kind == kind]


def test_what_nobody_needs_is_gone(trial):
    remove_sample(trial)
    assert search_addresses(trial) == []
    assert tickets(trial) == []
    assert journal(trial, JournalFilter()) == []
    assert list_contracts(trial) == [] and list_terms(trial) == [] and list_articles(trial) == []
    assert list_called_numbers(trial) == [] and list_teams(trial) == []
    assert [user.login for user in list_users(trial)] == ["anna"]
    assert verify_store(trial) == []


def test_the_company_is_no_sample_any_more_and_has_no_invented_bank_account(trial):
    write_setting(trial, "company.phone", "030 5550")
    remove_sample(trial)
    settings = read_settings(trial)
    assert not settings["company.sample"]
    assert settings["company.iban"] == SETTINGS["company.iban"].default
    assert settings["company.phone"] == "030 5550"
    assert settings["company.name"] == "Hotline GmbH"


def test_the_preview_tells_what_will_be_and_changes_nothing(trial):
    before = len(tickets(trial)), len(search_addresses(trial)), len(journal(trial, JournalFilter()))
    told = sample_report(trial)
    assert (len(tickets(trial)), len(search_addresses(trial)), len(journal(trial, JournalFilter()))) == before
    assert remove_sample(trial) == told
    assert {fate.kind: fate.go for fate in told.fates}["address"] == 3


def test_an_own_ticket_keeps_its_customer_with_contract_terms_and_article(trial):
    customer = next(c for c in list_contracts(trial) if c.terms == "Standard")
    name = get_address(trial, customer.address_uid).name
    own = builders.ticket(trial, customer.address_uid, "Mein Vorgang")
    report = remove_sample(trial)
    assert [row.uid for row in tickets(trial)] == [own]
    assert kept(report, "address") == [(name, USED)]
    stays = next(each for each in report.staying if each.kind == "address")
    assert (stays.by, stays.what) == ("ticket", ticket_view(trial, own).number)
    assert [c.uid for c in list_contracts(trial)] == [customer.uid]
    assert kept(report, "terms") == [("Standard", BELONGS)]
    assert kept(report, "article") == [("SUP", BELONGS)]
    told = {each.kind: (each.by, each.what) for each in report.staying}
    assert (told["terms"], told["article"]) == (("address", name), ("terms", "Standard"))
    assert read_settings(trial)["billing.article"] == "SUP"
    assert get_address(trial, customer.address_uid).contacts[0].phones
    assert verify_store(trial) == []


def test_a_sample_ticket_somebody_worked_on_stays_with_its_measures(trial):
    row = next(row for row in tickets(trial) if row.state == "closed")
    save_ticket(trial, row.uid, None, {"request": "Von mir ergänzt"})
    before = ticket_view(trial, row.uid)
    report = remove_sample(trial)
    after = ticket_view(trial, row.uid)
    assert (row.number, WORKED_ON) in kept(report, "ticket")
    assert after.worklogs == before.worklogs and after.calls == before.calls
    assert after.state == before.state and after.outcome == before.outcome
    assert [each.uid for each in tickets(trial)] == [row.uid]
    assert (row.customer, BELONGS) in kept(report, "address")


def test_what_people_made_stays_as_it_is(trial):
    own = builders.address(trial, "Eigener Kunde", "030 1234567")
    builders.article(trial, "EIGEN")
    builders.contract(trial, own, trial.clock.now(), "Eigene Konditionen", article_number="EIGEN")
    ticket = builders.solved(trial, own, 10)
    before = get_address(trial, own), list_contracts(trial, own), ticket_view(trial, ticket)
    remove_sample(trial)
    assert (get_address(trial, own), list_contracts(trial, own), ticket_view(trial, ticket)) == before
    assert [line.name for line in search_addresses(trial)] == ["Eigener Kunde"]
    assert [article.number for article in list_articles(trial)] == ["EIGEN"]


def test_what_somebody_changed_stays(trial):
    contract = list_contracts(trial)[0]
    save_contract(trial, replace(contract, valid_to=contract.valid_from + timedelta(days=400)))
    remove_sample(trial)
    assert [c.uid for c in list_contracts(trial)] == [contract.uid]
    assert [line.uid for line in search_addresses(trial)] == [contract.address_uid]


def test_invoices_of_the_sample_are_cancelled_and_keep_nobody(trial):
    last = trial.clock.now().date().replace(day=1) - timedelta(days=1)
    numbers = issue_all(trial, propose(trial, BillingRequest(last.replace(day=1), last))).numbers
    assert numbers
    report = remove_sample(trial)
    assert report.cancelled == numbers
    assert all(get_document(trial, number).state == CANCELLED for number in numbers)
    assert all(document.sample for document in (get_document(trial, d.number) for d in list_documents(trial)))
    assert search_addresses(trial) == []
    assert tickets(trial) == []
    assert verify_store(trial) == []


def ring_at_the_sample(ctx, number):
    """An answered call of the sample's own telephone system; the uid of its ticket."""
    for kind in (RINGING, ANSWERED, ENDED):
        recorded = record_event(ctx, CallEvent(LINE, "77", kind, ctx.clock.now(), IN, number, number, "known",
                                               extension="11"))
    return call_popup(ctx, recorded.call_uid).ticket_uid


def test_calls_of_the_samples_telephone_keep_nobody(trial):
    ticket = ring_at_the_sample(trial, "+491713920000")
    assert ticket in [row.uid for row in tickets(trial)]
    remove_sample(trial)
    assert journal(trial, JournalFilter()) == []
    assert tickets(trial) == [] and search_addresses(trial) == []


def test_what_somebody_wrote_into_a_ticket_of_such_a_call_stays(trial):
    ticket = ring_at_the_sample(trial, "+491713920000")
    save_ticket(trial, ticket, None, {"subject": "Von mir"})
    remove_sample(trial)
    assert [row.uid for row in tickets(trial)] == [ticket]
    assert len(search_addresses(trial)) == 1


def test_terms_of_ones_own_may_be_called_as_those_of_the_sample_were(trial):
    remove_sample(trial)
    save_terms(trial, Terms("", "Standard"))
    assert [terms.name for terms in list_terms(trial)] == ["Standard"]


def test_a_real_call_stays_in_the_journal(trial):
    call = builders.answered_call(trial)
    remove_sample(trial)
    assert [row.uid for row in journal(trial, JournalFilter())] == [call]


def test_a_colleague_of_the_sample_who_worked_here_stays(trial):
    ben = open_context(trial.store, trial.local, "ben", clock=trial.clock)
    builders.address(ben, "Bens Kunde")
    report = remove_sample(trial)
    assert kept(report, "user_account") == [("Ben Kaya", WORKED_ON)]
    assert {user.login for user in list_users(trial)} == {"anna", "ben"}


def test_an_own_colleague_in_a_team_of_the_sample_keeps_the_team_alone(trial):
    eva = builders.user(trial, "eva")
    team = next(team for team in list_teams(trial) if team.name == "Hotline")
    save_team(trial, replace(team, members=(*team.members, eva)))
    report = remove_sample(trial)
    assert kept(report, "team") == [("Hotline", USED)]
    assert {user.login for user in list_users(trial)} == {"anna", "eva"}


def test_stopped_in_between_it_goes_on_where_it_was(trial):
    def after_the_first(done, _total, _text):
        seen.append(done)

    seen: list[int] = []
    with pytest.raises(Cancelled):
        remove_sample(trial.watched(after_the_first, lambda: bool(seen)))
    assert read_settings(trial)["company.sample"]
    remove_sample(trial)
    assert tickets(trial) == [] and search_addresses(trial) == []
    assert not read_settings(trial)["company.sample"]


def test_a_real_company_has_nothing_to_remove(ctx):
    builders.address(ctx)
    for act in (sample_report, remove_sample):
        with pytest.raises(UserError) as refused:
            act(ctx)
        assert refused.value.id == "sample.none"
    assert len(search_addresses(ctx)) == 1


def test_only_who_cares_for_the_data_may_do_it(trial):
    agent = replace(trial, user=replace(trial.user, role=AGENT))
    with pytest.raises(UserError) as refused:
        remove_sample(agent)
    assert refused.value.id == "permission.denied"
