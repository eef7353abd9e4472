"""Countries as people write them, in German and English."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_LANGUAGES = ("de", "en")
_PLATES = {"d": "DE", "a": "AT", "ch": "CH", "brd": "DE", "usa": "US", "uk": "GB", "england": "GB",
           "federal republic of germany": "DE", "bundesrepublik deutschland": "DE", "holland": "NL"}


def country_code(text: str) -> str:
    """The two letters of a country; "" for what is none."""
    wanted = text.strip().casefold()
    return _names().get(wanted, "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found = dict(_PLATES)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(str(name).casefold(), code)
                found.setdefault(code.casefold(), code)
    return found
