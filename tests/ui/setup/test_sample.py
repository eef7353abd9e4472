"""The sample data are taken away on screen: what goes, what stays and why, one confirmation."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline_desk.core.clock import SystemClock
from hotline_desk.demo.company import fill
from hotline_desk.services.access import found_company, open_context
from hotline_desk.services.addresses import search_addresses
from hotline_desk.store.local import Local
from tests import builders
from tests.ui.whole_desk import Place, with_context


@pytest.fixture
def trial(sqlite_store, sqlite_url) -> Place:
    """A company with the data of the sample."""
    found_company(sqlite_store, {"company.name": "Hotline GmbH", "company.area_code": "030", "company.language": "en"},
                  "anna", "Anna Weber", SystemClock())
    folder = Path(sqlite_url.database).parent
    local = Local(folder)
    fill(open_context(sqlite_store, local, "anna"), customers=2, calls_each=1)
    local.put_setting("workplace.last_user", "anna")
    local.close()
    sqlite_store.close()
    return Place(folder)


def own_ticket(ctx):
    address = search_addresses(ctx)[0]
    return address.name, builders.ticket(ctx, address.uid, "My own")


@pytest.fixture
def own(trial):
    """A ticket of Anna's at one of the sample's customers."""
    return with_context(trial, own_ticket)


@pytest.fixture
def frame(own, trial, open_desk):
    whole = open_desk(trial)
    whole.do("sample.open")
    whole.until(lambda: whole.active_kind() == "sample")
    made = whole.desktop.desk.windows.active()
    whole.until(lambda: made.going.rows())
    made.whole = whole
    return made


def remove(frame):
    frame.whole.do("record.archive")
    assert frame.panel.is_open
    frame.whole.do("panel.confirm")
    frame.whole.until(lambda: frame._done is not None)


def test_it_says_what_goes_and_what_stays_before_anything_is_done(frame, own):
    name, _ticket = own
    fates = {fate.kind: (fate.go, fate.stay) for fate in frame.going.rows()}
    assert fates["address"] == (1, 1)
    address = next(one for one in frame.staying.rows() if one.kind == "address")
    assert address.name == name
    assert frame._why(address).startswith("Your own entry needs it: Ticket 20")
    assert len(search_addresses(frame.whole.ctx)) == 2


def test_it_is_asked_once_and_then_gone_with_the_telephone_of_the_sample(frame, own):
    whole = frame.whole
    whole.until(lambda: whole.desktop._box is not None)
    remove(frame)
    assert [line.name for line in search_addresses(whole.ctx)] == [own[0]]
    assert frame.said.text().startswith("The sample data are gone. The company is called Hotline GmbH")
    whole.until(lambda: not whole.ctx.settings["company.sample"] and whole.desktop._box is None)
    assert whole.desktop._urls() == []
    assert not whole.desktop.desk.shell.commands.possible("sample.open")


def test_backing_out_leaves_everything(frame):
    frame.whole.do("record.archive")
    frame.whole.do("panel.back")
    assert len(search_addresses(frame.whole.ctx)) == 2
    assert frame.whole.ctx.settings["company.sample"]


def test_what_stays_is_opened_by_enter(frame):
    address = next(one for one in frame.staying.rows() if one.kind == "address")
    frame.staying.activated.emit(address)
    assert frame.whole.active_kind() == "address"


def test_a_real_company_does_not_offer_it(whole):
    assert not whole.desktop.desk.shell.commands.possible("sample.open")
    assert not whole.desktop.desk.shell.commands.qaction("sample.open").isVisible()


def test_stopped_before_the_end_it_can_be_begun_again(frame):
    whole = frame.whole
    whole.desktop.desk.shell.background.long_started.connect(lambda act: act.stop())
    whole.do("record.archive")
    whole.do("panel.confirm")
    whole.until(lambda: not frame._running)
    assert whole.ctx.settings["company.sample"] and frame._done is None
    whole.until(lambda: whole.desktop.desk.shell.commands.possible("record.archive"))
