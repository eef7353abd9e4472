"""vCard 2.1, 3.0 and 4.0: any number of cards in one file."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hotline_desk.adapters.exchange.cards import card_of
from hotline_desk.adapters.exchange.table import take_in
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import VCARD, Card, Flaw, Sheet

_BEGIN = re.compile(r"\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
_PROPERTY = re.compile(
    r'^\s*(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)$', re.DOTALL)
_PARAM = re.compile(r';((?:"[^"]*"|[^";])+)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TEL_KINDS = (("fax", "fax"), ("cell", "mobile"), ("mobile", "mobile"), ("car", "mobile"), ("main", "switchboard"),
              ("work", "work"), ("home", "private"))
_SHOWN = 60
_N_PARTS = ("last_name", "first_name", "middle_name", "salutation")
_BINARY = frozenset({"b", "base64"})


@dataclass
class _Entry:
    """One card while it is read; `inner` counts cards that lie inside it."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    kind: str = ""
    inner: int = 0
    last: str = ""

    def add(self, name: str, value: str) -> None:
        if value.strip():
            self.fields.setdefault(name, []).append(value.strip())


def is_vcard(text: str) -> bool:
    """Whether the text begins with a card."""
    return _BEGIN.match(text) is not None


def read_vcards(text: str, plan: NumberPlan) -> Sheet:
    """All cards; one that is broken costs no other."""
    cards: list[Card] = []
    flaws: list[Flaw] = []
    entry: _Entry | None = None
    for line, content in _unfolded(text):
        word = content.strip().casefold().replace(" ", "")
        if word == "begin:vcard":
            if entry is not None and entry.last == "AGENT":
                entry.inner += 1
                continue
            if entry is not None:
                _finish(entry, plan, cards, flaws, whole=False)
            entry = _Entry(line)
        elif word == "end:vcard" and entry is not None:
            if entry.inner:
                entry.inner -= 1
                continue
            _finish(entry, plan, cards, flaws, whole=True)
            entry = None
        elif entry is not None and not entry.inner:
            _take(entry, line, content)
        elif entry is None and content.strip():
            flaws.append(_not_understood(line, content))
    if entry is not None:
        _finish(entry, plan, cards, flaws, whole=False)
    return Sheet(VCARD, tuple(cards), tuple(flaws))


def _finish(entry: _Entry, plan: NumberPlan, cards: list[Card], flaws: list[Flaw], *, whole: bool) -> None:
    if entry.kind == "group":
        return
    if not whole:
        entry.flaws.append(Flaw(entry.line, N_("The end of this card is missing (END:VCARD).")))
    if entry.kind in ("org", "organization") and "company" not in entry.fields:
        entry.fields["company"] = entry.fields.pop("full_name", [])
    made = card_of(entry.line, entry.fields, plan)
    if isinstance(made, Card) and entry.flaws:
        made = Card(**{**vars(made), "flaws": (*entry.flaws, *made.flaws)})
        entry.flaws = []
    take_in(made, None, cards, flaws)
    flaws += entry.flaws


def _not_understood(line: int, content: str) -> Flaw:
    return Flaw(line, N_("This line is not understood: {value}"), (("value", content.strip()[:_SHOWN]),))


# --- lines

def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Whole lines with the number at which they begin; those that were folded are joined again."""
    begin, held = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if begin and held.endswith("=") and _is_quoted(held):
            held = held[:-1] + line.removeprefix(" ")
        elif begin and line[:1] in (" ", "\t") and line.strip():
            held += line[1:]
        else:
            if begin:
                yield begin, held
            begin, held = number, line
    if begin:
        yield begin, held


def _is_quoted(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


# --- properties

def _take(entry: _Entry, line: int, content: str) -> None:
    found = _PROPERTY.match(content)
    if found is None:
        if content.strip() and entry.last != "BINARY":
            entry.flaws.append(_not_understood(line, content))
        return
    name, params = found["name"].upper(), _params(found["params"])
    if _BINARY & params.get("encoding", set()):
        entry.last = "BINARY"
        return
    entry.last = name
    _note(entry, name, params, _decoded(found["value"], params))


def _params(text: str) -> dict[str, set[str]]:
    """Lower case values by lower case name; of version 2.1, which names no name, as "type"."""
    found: dict[str, set[str]] = {}
    for each in _PARAM.findall(text):
        name, sign, value = each.partition("=")
        if not sign:
            name, value = ("encoding" if each.upper() in ("QUOTED-PRINTABLE", "BASE64") else "type"), each
        values = {part.strip().casefold() for part in value.replace('"', "").split(",")}
        found.setdefault(name.strip().casefold(), set()).update(values)
    return found


def _decoded(value: str, params: dict[str, set[str]]) -> str:
    if "quoted-printable" not in params.get("encoding", set()):
        return value
    content = quopri.decodestring(value.encode("utf-8"))
    for charset in (*params.get("charset", ()), "utf-8", "cp1252"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", "replace")


def _note(entry: _Entry, name: str, params: dict[str, set[str]], value: str) -> None:
    types = params.get("type", set())
    if name == "N":
        parts = dict(zip(_N_PARTS, _parts(value), strict=False))
        entry.add("last_name", parts.get("last_name", ""))
        entry.add("first_name", f"{parts.get('first_name', '')} {parts.get('middle_name', '')}")
        entry.add("salutation", parts.get("salutation", ""))
    elif name == "ORG":
        company, *below = _parts(value)
        entry.add("company", company)
        entry.add("department", ", ".join(part for part in below if part))
    elif name == "ADR":
        _place(entry, "home." if "home" in types and "work" not in types else "", _parts(value))
    elif name == "TEL":
        kind = next((kind for mark, kind in _TEL_KINDS if mark in types), "work")
        entry.add(f"phone.{kind}", _plain(value).removeprefix("tel:").partition(";")[0])
    elif name in ("FN", "EMAIL", "NOTE"):
        entry.add({"FN": "full_name", "EMAIL": "email", "NOTE": "note"}[name], _plain(value))
    elif name in ("KIND", "X-ABSHOWAS"):
        entry.kind = value.strip().casefold().replace("company", "org")


def _place(entry: _Entry, which: str, parts: list[str]) -> None:
    box, extra, street, city, _region, postcode, country = (parts + [""] * 7)[:7]
    entry.add(f"{which}street", ", ".join(part for part in (street, extra, box) if part))
    for name, value in (("city", city), ("postcode", postcode), ("country", country)):
        entry.add(f"{which}{name}", value)


def _parts(value: str) -> list[str]:
    """The parts of a structured value."""
    return [_plain(part).strip() for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
