"""The radar on the screen: what is not settled is worked off, and the period is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hotline_desk.domain.billing.radar import NO_TICKET, UNBILLED
from hotline_desk.services.billing.periods import list_periods
from tests import builders


@pytest.fixture
def left(ctx, clock):
    """A call nobody made a ticket of, and work that is not billed, both in October."""
    builders.article(ctx)
    now, clock.instant = clock.instant, datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    builders.solved(ctx, builders.address(ctx, "Müller & Söhne"), 10)
    by_hand = replace(ctx, settings=ctx.settings.with_values({"calls.ticket_when": "hand"}))
    clock.instant = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
    builders.answered_call(by_hand)
    clock.instant = now


@pytest.fixture
def radar(office, left):
    """The frame with its findings read."""
    frame = office.open("radar")
    office.until(lambda: len(frame.list.rows()) == 2)
    return frame


def choose(radar, kind):
    radar.list.select(next(radar.list._key(f) for f in radar.list.rows() if f.kind == kind))


def test_what_is_not_settled_is_listed_by_kind(radar):
    assert {row[0]: row[1] for row in radar.kinds.rows()} == {"": 2, NO_TICKET: 1, UNBILLED: 1}
    assert radar.words.text() == "1 answered call · 2 points to settle"


def test_a_kind_alone_is_looked_at(radar):
    radar.kinds.select(UNBILLED)
    assert [found.kind for found in radar.list.rows()] == [UNBILLED]


def test_a_call_is_settled_with_a_reason(office, radar):
    choose(radar, NO_TICKET)
    office.do("call.decide")
    radar.decide_panel.reason.setText("A private call")
    office.do("panel.confirm")
    office.until(lambda: [found.kind for found in radar.list.rows()] == [UNBILLED])


def test_a_call_is_not_settled_without_a_reason(office, radar):
    choose(radar, NO_TICKET)
    office.do("call.decide")
    office.do("panel.confirm")
    assert radar.decide_panel.is_open


def test_a_finding_opens_its_ticket(office, radar):
    choose(radar, UNBILLED)
    office.do("record.open")
    assert office.windows.active().kind == "ticket"


def test_a_period_is_closed_with_what_is_left_and_a_reason(office, ctx, radar):
    office.do("period.close")
    radar.close_panel.reason.setText("Billed elsewhere")
    office.do("panel.confirm")
    office.until(lambda: radar.standing.text().startswith("Closed on"))
    assert list_periods(ctx)[0].left_open == {NO_TICKET: 1, UNBILLED: 1}


def test_a_closed_period_is_opened_again(office, radar):
    office.do("period.close")
    radar.close_panel.reason.setText("Billed elsewhere")
    office.do("panel.confirm")
    office.until(lambda: office.shell.commands.possible("period.reopen"))
    office.do("period.reopen")
    office.until(lambda: radar.standing.text() == "The period is not closed.")
