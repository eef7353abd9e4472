"""Texts that no column takes are refused alike on both databases; what is no text at all is left out."""

from __future__ import annotations

import pytest

from hotline_desk.core.errors import UserError
from hotline_desk.services.care.verify import verify_store
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.views.ticket import ticket_view


def test_a_text_that_is_too_long_is_refused_with_its_beginning(ctx):
    uid = create_ticket(ctx, {"subject": "x" * 300, "request": "Es geht nicht. " * 5_000})
    with pytest.raises(UserError, match=r"“Zu lang Zu lang .*…” is too long; 300"):
        save_ticket(ctx, uid, None, {"subject": "Zu lang " * 50})
    assert ticket_view(ctx, uid).fields.subject == "x" * 300


def test_zero_bytes_and_halves_of_characters_are_left_out(ctx):
    uid = create_ticket(ctx, {"subject": "a\x00b", "request": "c\udc80d \N{GRINNING FACE}"})
    fields = ticket_view(ctx, uid).fields
    assert (fields.subject, fields.request) == ("ab", "cd \N{GRINNING FACE}")
    assert verify_store(ctx) == []
