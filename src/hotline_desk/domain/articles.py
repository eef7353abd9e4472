"""Articles: what is sold, its unit and its list price."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_

UNIT_NAMES = {
    "hour": N_("Hour"), "minute": N_("Minute"), "piece": N_("Piece"), "flat": N_("Flat charge"),
    "kilometre": N_("Kilometre"),
}
UNIT_SHORT = {
    "hour": N_("hrs"), "minute": N_("min"), "piece": N_("pcs"), "flat": N_("flat"), "kilometre": N_("km"),
}


@dataclass(frozen=True)
class Article:
    """One article. `price_e4` in 1/10,000 per unit, net unless `gross_price`; the rate in basis points."""

    uid: str
    number: str
    name: str
    unit: str
    price_e4: int
    tax_rate_bp: int
    gross_price: bool = False
    archived: bool = False
    version: int = 1
