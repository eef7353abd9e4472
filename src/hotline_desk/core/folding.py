"""Texts made comparable: what people type finds what others wrote with another case, accent or umlaut."""

from __future__ import annotations

import unicodedata

_OUT = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss",
    # Letters that Unicode does not take apart into one with a mark.
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})


def fold(value: str) -> str:
    """Lower case without accents; umlauts written out, sharp s as ss."""
    # Signs that only look different, like wide letters, first: what they stand for has a case of its own.
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).translate(_OUT)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).casefold()
