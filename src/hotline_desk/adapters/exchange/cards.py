"""Makes cards of what stands in the fields of an entry: cleaned, short enough, with what cannot be used named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hotline_desk.adapters.exchange.countries import country_code
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.domain.addresses import Phone
from hotline_desk.domain.takeover.naming import is_company, name_key, split_name
from hotline_desk.domain.takeover.values import Card, Flaw

Fields = Mapping[str, Sequence[str]]
"""Key of FIELDS -> what stands there, in the order of the file."""

_MOST = {"company": 200, "salutation": 20, "first_name": 80, "last_name": 120, "department": 120, "number": 20,
         "street": 200, "postcode": 20, "city": 100, "vat_id": 30}
_LONGEST_PHONE, _LONGEST_EMAIL, _LONGEST_NOTE, _SHOWN = 60, 200, 10_000, 60
_PLACE = ("street", "postcode", "city", "country")
_KINDS = ("switchboard", "work", "mobile", "private", "fax")
_SEVERAL = re.compile(r"\s*(?:[;,\n]|:::|\s\|\s)\s*")
_SPOILED = re.compile(r"^\d[.,]?\d*[eE]\+?\d+$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")
_IN_BRACKETS = re.compile(r"<([^<>]+)>")


def card_of(line: int, fields: Fields, plan: NumberPlan, role: str = "customer") -> Card | Flaw | None:
    """The card of an entry; a Flaw for one without any name; None where nothing stands."""
    given = {name: [text for value in values if (text := _clean(value))] for name, values in fields.items()}
    given = {name: values for name, values in given.items() if values}
    if not given:
        return None
    return _Maker(line, given, plan).card(role)


class _Maker:
    """One entry on its way; `left` is what goes into the note."""

    def __init__(self, line: int, given: dict[str, list[str]], plan: NumberPlan) -> None:
        self._line, self._given, self._plan = line, given, plan
        self._flaws: list[Flaw] = []
        self._left: list[str] = []

    def card(self, role: str) -> Card | Flaw | None:
        names = self._names()
        phones, emails = self._phones(), self._emails()
        if not names["company"] and not names["last_name"]:
            return self._nameless()
        place = self._place()
        texts = {name: self._short(name, value) for name, value in {**names, **place}.items()}
        single = {name: self._short(name, self._first(name)) for name in ("department", "number")}
        if single["department"] and not names["last_name"]:
            self._left.append(single["department"])  # departments are kept with persons alone
        vat_id = self._short("vat_id", re.sub(r"\s", "", self._first("vat_id")).upper())
        note = "\n".join([*self._given.get("note", ()), *self._left])[:_LONGEST_NOTE]
        return Card(self._line, **texts, **single, country=self._country(), vat_id=vat_id, note=note, role=role,
                    phones=phones, emails=emails, flaws=tuple(self._flaws))

    def _nameless(self) -> Flaw | None:
        told = [value for name, values in self._given.items() if name not in ("note", "country") for value in values]
        if not told:
            return None
        return Flaw(self._line, N_("Neither company nor name stands here: {value}"),
                    (("value", " · ".join(told)[:_SHOWN]),), lost=True)

    def _first(self, name: str) -> str:
        return self._given.get(name, [""])[0]

    def _names(self) -> dict[str, str]:
        """Company, salutation, first and last name; a whole name is taken apart where nothing else is said."""
        company, salutation = self._first("company"), self._first("salutation")
        first, last = " ".join(self._given.get("first_name", ())), " ".join(self._given.get("last_name", ()))
        whole = self._first("full_name")
        if whole and not (first or last):
            if not company and is_company(whole):
                company = whole
            elif name_key(whole) != name_key(company):
                told, first, last = split_name(whole)
                salutation = salutation or told
        if first and not last:
            first, last = "", first
        if not name_key(company):
            company = ""
        if not name_key(f"{first} {last}"):
            first = last = ""
        return {"company": company, "salutation": salutation, "first_name": first, "last_name": last}

    def _place(self) -> dict[str, str]:
        """The postal address; the private one where there is no other, never a mixture of both."""
        here = "" if any(self._first(name) for name in _PLACE[:3]) else "home."
        return {name: (", " if name == "street" else " ").join(dict.fromkeys(self._given.get(here + name, ())))
                for name in _PLACE[:3]}

    def _country(self) -> str:
        written = self._first("country") or self._first("home.country")
        code = country_code(written)
        if written and not code:
            self._flaw(N_("The country “{value}” is not known."), written)
        return code

    def _phones(self) -> tuple[Phone, ...]:
        found: dict[str, Phone] = {}
        for kind in _KINDS:
            for raw in _parts(self._given.get(f"phone.{kind}", ())):
                read = self._plan.read(raw)
                if len(raw) > _LONGEST_PHONE or _SPOILED.match(raw) or (read.e164 is None and not read.internal):
                    self._flaw(N_("“{value}” is no telephone number; it goes into the note."), raw)
                    self._left.append(raw)
                else:
                    found.setdefault(read.e164 or raw, Phone(raw, kind))
        return tuple(found.values())

    def _emails(self) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for written in _parts(self._given.get("email", ())):
            bracket = _IN_BRACKETS.search(written)
            email = (bracket.group(1) if bracket else written).strip().removeprefix("mailto:")
            if re.fullmatch(r"[^@\s]+@[^@\s]+", email) and len(email) <= _LONGEST_EMAIL:
                found.setdefault(email.casefold(), email)
            else:
                self._flaw(N_("“{value}” is no e-mail address; it goes into the note."), written)
                self._left.append(written)
        return tuple(found.values())

    def _short(self, name: str, value: str) -> str:
        most = _MOST[name]
        if len(value) <= most:
            return value
        self._flaw(N_("“{value}” is too long and was cut; the note has it whole."), value)
        self._left.append(value)
        return value[:most].rstrip()

    def _flaw(self, sentence: str, value: str) -> None:
        self._flaws.append(Flaw(self._line, sentence, (("value", value[:_SHOWN]),)))


def _clean(value: str) -> str:
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _parts(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in ([value] if _SPOILED.match(value) else _SEVERAL.split(value))
            if part.strip("-. ")]
