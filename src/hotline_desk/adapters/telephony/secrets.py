"""Where the secret of a line is kept: never in its URL, which is shown, stored and logged."""

from __future__ import annotations

import os
from collections.abc import Mapping

VARIABLE = "HOTLINE_DESK_FEED_SECRET"


def secret_of(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The secret of the line of this name, "" if none is known.

    `HOTLINE_DESK_FEED_SECRET_OFFICE` is meant for the line “Office” alone, `HOTLINE_DESK_FEED_SECRET` for all.
    """
    kept = os.environ if environment is None else environment
    own = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name.upper())
    return kept.get(f"{VARIABLE}_{own}") or kept.get(VARIABLE, "")
