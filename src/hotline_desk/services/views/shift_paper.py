"""The shift change on paper."""

from __future__ import annotations

from hotline_desk.adapters.documents.shift import render_shift
from hotline_desk.core.text import Translator
from hotline_desk.domain.shifts import WAITING, Shift, ShiftPage
from hotline_desk.services.context import Context


def shift_pdf(ctx: Context, shift: Shift, texts: Translator | None = None) -> bytes:
    """A shift as PDF in the language of `texts` (default: the company's)."""
    return render_shift(shift, texts=texts or ctx.texts, printed_at=ctx.clock.now(), zone=ctx.zone,
                        company=ctx.settings["company.name"])


def unhanded(ctx: Context, page: ShiftPage, whose: str = "") -> Shift:
    """A page that is still this user's, in the form of one that is handed over; `whose` names a team."""
    return Shift("", whose or ctx.user.name, "", page.at, "", page, WAITING, mine=True)
