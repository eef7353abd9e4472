"""What terms may say but cannot be calculated yet; billing then refuses instead of guessing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hotline_desk.core.text import N_

QUOTA = N_("a quota")
CALENDAR = N_("a service calendar")
MONTHLY_FEE = N_("a monthly fee")
_CALENDAR_PARTS = ("hours", "holidays", "surcharges", "bands")


def unsupported(
    *,
    quota_minutes: int = 0,
    calendar: Mapping[str, object] | None = None,
    monthly_fee_cents: int = 0,
    outcomes: Iterable[str | None] = (),
) -> tuple[str, ...]:
    """The needs that cannot be met yet, as texts for `billing.unsupported`; empty if all can be calculated.

    `calendar` is its content (hours, holidays, surcharges, bands): an empty one asks for nothing.
    `outcomes` are those of the customer's tickets: one that draws on the quota needs one.
    """
    needs = []
    if quota_minutes > 0 or "quota" in set(outcomes):
        needs.append(QUOTA)
    if calendar is not None and any(calendar.get(part) for part in _CALENDAR_PARTS):
        needs.append(CALENDAR)
    if monthly_fee_cents > 0:
        needs.append(MONTHLY_FEE)
    return tuple(needs)
