"""Numbers that carry their own check: VAT ids, and the Leitweg-ID of German authorities."""

from __future__ import annotations

import re

from stdnum.ch import vat as swiss_vat
from stdnum.de import leitweg
from stdnum.eu import vat

EUROPEAN_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"})
_LIKE_LEITWEG = re.compile(r"\d{2,12}(-[A-Z0-9]{1,30})?-\d{2}", re.IGNORECASE)


def is_vat_id(text: str) -> bool:
    """Whether a VAT id of the European Union or Switzerland can be right, by its form and check digit."""
    bare = re.sub(r"[\s.-]", "", text).upper()
    return bool(swiss_vat.is_valid(text)) if bare.startswith("CHE") else bool(vat.is_valid(bare))


def looks_like_leitweg_id(text: str) -> bool:
    """Whether a buyer's reference is written like a Leitweg-ID."""
    return _LIKE_LEITWEG.fullmatch(text.strip()) is not None


def is_leitweg_id(text: str) -> bool:
    """Whether a Leitweg-ID is right, by its form and check digits."""
    return bool(leitweg.is_valid(text.strip()))
