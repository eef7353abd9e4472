"""Names and towns in the form they are compared in: without accents, legal forms and the order of words."""

from __future__ import annotations

import re
from functools import lru_cache

from hotline_desk.core.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LEGAL = frozenset({
    "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "eg", "se", "co", "cie", "haftungsbeschraenkt",
    "inc", "ltd", "llc", "plc", "limited", "corp", "sarl", "bv", "nv", "und", "and"})
_TITLES = frozenset({"dr", "prof", "dipl", "ing", "frau", "herr", "mr", "mrs", "ms"})
_DOTTED = re.compile(r"\b(e)\.\s?([kvg])\b\.?", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """What names are compared by; "" only for a name without letters and digits.

    "Müller & Söhne GmbH" and "Mueller, Soehne" are the same, as are "Anna Weber" and "Weber, Anna".
    """
    words = _words(_DOTTED.sub(r"\1\2", name))
    kept = [word for word in words if word not in _LEGAL and word not in _TITLES]
    return " ".join(sorted(kept or words))


@lru_cache(maxsize=16_384)
def town_key(city: str) -> str:
    """What towns are compared by; "" for none."""
    return " ".join(_words(city))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


_HOUSES = re.compile(
    r"\d|[&+/@]|\b(firma|fa|praxis|kanzlei|hotel|gasthof|restaurant|amt|stadt|gemeinde|schule|verein|verlag|apotheke|"
    r"bank|sparkasse|versicherung|zentrale|service|support|hotline|notdienst|buero|werk|group|office)\b|"
    r"(werke|werk|haus|service|dienst|bau|technik|systeme|praxis|kanzlei|schule|zentrum|amt)\b")
_MOST_WORDS_OF_A_PERSON = 3


def is_company(name: str) -> bool:
    """Whether a name that stands alone, as in a telephone book, is rather a company's than a person's."""
    words = _words(_DOTTED.sub(r"\1\2", name))
    if _LEGAL.intersection(words):
        return True
    if _TITLES.intersection(words) or "," in name:
        return False
    return len(words) > _MOST_WORDS_OF_A_PERSON or bool(_HOUSES.search(f"{' '.join(words)} {_signs(name)}"))


def split_name(name: str) -> tuple[str, str, str]:
    """Salutation, first and last name of "Frau Anna Weber" or "Weber, Anna"."""
    salutation, rest = "", name.strip()
    first_word, _, others = rest.partition(" ")
    if first_word.casefold().rstrip(".") in ("frau", "herr", "mr", "mrs", "ms") and others:
        salutation, rest = first_word, others.strip()
    if "," in rest:
        last, _, first = rest.partition(",")
        return salutation, first.strip(), last.strip()
    first, _, last = rest.rpartition(" ")
    return salutation, first.strip(), last.strip()


def _signs(name: str) -> str:
    return "".join(c for c in name if not c.isalpha() and not c.isspace())
