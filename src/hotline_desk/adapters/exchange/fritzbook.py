"""The telephone book of a FRITZ!Box, as it saves it in XML."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from hotline_desk.adapters.exchange.cards import card_of
from hotline_desk.adapters.exchange.table import take_in
from hotline_desk.core.errors import UserError
from hotline_desk.core.phone import NumberPlan
from hotline_desk.core.text import N_
from hotline_desk.domain.takeover.values import FRITZBOX, Card, Flaw, Sheet

_VIP, _VIP_NOTE = "1", "VIP"
_ENCODINGS = {"utf-8": "utf-8", "cp1252": "windows-1252", "iso8859-15": "iso-8859-15", "utf-16": "utf-16",
              "cp850": "cp850"}


@dataclass
class _Contact:
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        if value.strip():
            self.fields.setdefault(name, []).append(value.strip())


def is_fritzbook(text: str) -> bool:
    """Whether the text is such a telephone book."""
    return text.lstrip().startswith("<") and "<phonebook" in text[:4000]


def read_fritzbook(content: bytes, plan: NumberPlan, encoding: str = "") -> Sheet:
    """All contacts, up to where the file is damaged. Raises UserError for a file that declares types or entities."""
    reader = _Reader(plan, _ENCODINGS.get(encoding))
    reader.read(content)
    return Sheet(FRITZBOX, tuple(reader.cards), tuple(reader.flaws))


class _Reader:
    def __init__(self, plan: NumberPlan, encoding: str | None) -> None:
        self.cards: list[Card] = []
        self.flaws: list[Flaw] = []
        self._plan = plan
        self._contact: _Contact | None = None
        self._text: list[str] = []
        self._type = ""
        self._parser = expat.ParserCreate(encoding)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        # Entities can be written that unfold to gigabytes or read other files; no telephone book has any.
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse

    def read(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as trouble:
            self.flaws.append(Flaw(
                trouble.lineno, N_("The file is damaged or breaks off here. What follows is missing."), (), lost=True))
            self._finish()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        if name == "contact":
            self._finish()
            self._contact = _Contact(self._parser.CurrentLineNumber)
        elif name == "number":
            self._type = attributes.get("type", "")

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        if self._contact is None:
            return
        if name == "realName":
            self._contact.add("full_name", text)
        elif name == "number":
            self._contact.add(f"phone.{_kind(self._type)}", text)
        elif name == "email":
            self._contact.add("email", text)
        elif name == "category" and text.strip() == _VIP:
            self._contact.add("note", _VIP_NOTE)
        elif name == "contact":
            self._finish()

    def _finish(self) -> None:
        if self._contact is not None:
            take_in(card_of(self._contact.line, self._contact.fields, self._plan), None, self.cards, self.flaws)
        self._contact = None


def _kind(told: str) -> str:
    if told.startswith("fax"):
        return "fax"
    return {"mobile": "mobile", "home": "private"}.get(told, "work")


def _refuse(*_declared: object) -> None:
    raise UserError("import.declared")
