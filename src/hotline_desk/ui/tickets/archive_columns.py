"""What a ticket shows in the archive; most columns are there for those who ask for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from hotline_desk.core.text import N_
from hotline_desk.domain.tickets import CHANNELS, KINDS, OUTCOMES, PRIORITIES, STATES
from hotline_desk.services.views.archive import ArchiveRow
from hotline_desk.ui.shell.columns import Column
from hotline_desk.ui.tickets.signs import CHANNEL_ICONS, PRIORITY_ICONS, PRIORITY_TOKENS, STATE_ICONS, STATE_TOKENS

_RAISED = ("high", "urgent")


class Speaks(Protocol):
    """The screen's language, or one that is held fast."""

    def tr(self, text: str, **values: object) -> str:
        """The text in this language."""
        ...

    def moment(self, value: datetime | None) -> str:
        """Day and time."""
        ...


def archive_columns(texts: Speaks) -> list[Column]:
    """All columns; the newest ticket stands on top unless another one is sorted by."""
    return [*_usual(texts), *_further(texts)]


def _usual(texts: Speaks) -> list[Column]:
    def raised(row: ArchiveRow, names: dict[str, str]) -> str:
        return names[row.priority] if row.priority in _RAISED else ""

    return [
        Column("number", N_("Number"), lambda t: t.number or "–", width=11, bold=True, value=lambda t: t.number),
        Column("state", N_("State"), lambda t: texts.tr(STATES[t.state]), width=14, rank=2,
               icon=lambda t: STATE_ICONS[t.state], color=lambda t: STATE_TOKENS[t.state]),
        Column("subject", N_("Subject"), lambda t: t.subject or texts.tr("no subject"), width=22, stretch=True,
               icon=lambda t: raised(t, PRIORITY_ICONS), color=lambda t: raised(t, PRIORITY_TOKENS),
               value=lambda t: t.subject),
        Column("customer", N_("Customer"), lambda t: t.customer or t.contact, width=18, rank=1),
        Column("agent", N_("Agent"), lambda t: t.agent, width=12, rank=4),
        Column("channel", N_("Channel"), lambda t: texts.tr(CHANNELS[t.channel]), width=12, rank=5,
               icon=lambda t: CHANNEL_ICONS[t.channel]),
        _moment(texts, "created", N_("Received on"), lambda t: t.created_at, rank=3),
    ]


def _further(texts: Speaks) -> list[Column]:
    def outcome(row: ArchiveRow) -> str:
        return texts.tr(OUTCOMES[row.outcome].text) if row.outcome else ""

    def off(key: str, title: str, show: Callable[[ArchiveRow], str], width: int) -> Column:
        return Column(key, title, show, width=width, rank=6, off=True)

    return [
        off("priority", N_("Priority"), lambda t: texts.tr(PRIORITIES[t.priority]), 9),
        off("team", N_("Team"), lambda t: t.team, 12), off("kind", N_("Kind"), lambda t: texts.tr(KINDS[t.kind]), 11),
        off("category", N_("Category"), lambda t: t.category, 18),
        off("product", N_("Product"), lambda t: t.product, 12),
        off("outcome", N_("Outcome"), outcome, 12), off("tags", N_("Tags"), lambda t: t.tags, 12),
        off("reference", N_("External reference"), lambda t: t.reference, 14),
        off("phone", N_("Telephone"), lambda t: t.phone, 17),
        _moment(texts, "resubmit", N_("Resubmission"), lambda t: t.resubmit_at, off=True),
        _moment(texts, "closed", N_("Closed"), lambda t: t.closed_at, off=True),
        _moment(texts, "changed", N_("Changed"), lambda t: t.changed_at, off=True),
    ]


def _moment(texts: Speaks, key: str, title: str, of: Callable[[ArchiveRow], datetime | None], *, rank: int = 6,
            off: bool = False) -> Column:
    return Column(key, title, lambda t: texts.moment(of(t)), width=15, rank=rank, off=off, value=of)
