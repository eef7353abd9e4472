"""Kind, maintenance, tags and reference of a ticket."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.domain.access import Team
from hotline_desk.services.access import save_team
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import Closing, close_ticket, forward_ticket
from hotline_desk.services.views.archive import ArchiveFilter, archive_ids
from hotline_desk.services.views.ticket import ticket_view


def test_tags_and_reference_are_found_in_the_archive(ctx):
    uid = create_ticket(ctx, {"subject": "A", "reference": "SAP-4711", "tags": "#umzug, neu umzug"})
    fields = ticket_view(ctx, uid).fields
    assert (fields.reference, fields.tags) == ("SAP-4711", "umzug neu")
    assert all(len(archive_ids(ctx, ArchiveFilter(words))) == 1 for words in ("umzug", "4711", "sap-4711 neu"))
    save_ticket(ctx, uid, None, {"tags": ""})
    assert archive_ids(ctx, ArchiveFilter("umzug")) == []
    assert verify_store(ctx) == []


def test_maintenance_is_one_of_three_or_none(ctx):
    uid = create_ticket(ctx, {"maintenance": "adaptive"})
    save_ticket(ctx, uid, None, {"maintenance": ""})
    with pytest.raises(UserError):
        save_ticket(ctx, uid, None, {"maintenance": "magic"})


def test_too_many_tags_are_refused(ctx):
    with pytest.raises(UserError) as refused:
        create_ticket(ctx, {"tags": " ".join(f"word{n}" for n in range(60))})
    assert refused.value.id == "value.long"


def test_a_remark_is_closed_without_a_solution(ctx):
    uid = create_ticket(ctx, {"kind": "remark", "request": "You are the best."})
    close_ticket(ctx, uid, None, Closing("internal"))
    assert ticket_view(ctx, uid).state == "closed"
    other = create_ticket(ctx, {"kind": "remark", "request": "Too loud."})
    close_ticket(ctx, other, None, Closing("charge"))
    assert verify_store(ctx) == []


def test_what_is_missing_is_named(ctx):
    uid = create_ticket(ctx, {})
    with pytest.raises(UserError) as refused:
        close_ticket(ctx, uid, None, Closing("charge"))
    assert str(refused.value) == "Still to be filled in: Subject, Solution."
    with pytest.raises(UserError) as refused:
        forward_ticket(ctx, uid, "", team_uid=save_team(ctx, Team("", "Netz")))
    assert str(refused.value) == "Still to be filled in: Subject."
    assert ticket_view(ctx, uid).state == "open"


def test_a_closed_remark_becomes_no_action_without_a_solution(ctx):
    uid = create_ticket(ctx, {"kind": "remark", "request": "You are the best."})
    close_ticket(ctx, uid, None, Closing("charge"))
    with pytest.raises(UserError) as refused:
        save_ticket(ctx, uid, None, {"kind": "action"})
    assert refused.value.id == "ticket.solution_missing"
    save_ticket(ctx, uid, None, {"kind": "action", "solution": "Thanked."})
