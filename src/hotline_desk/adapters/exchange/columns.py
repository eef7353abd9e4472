"""What the columns of a table stand for, by their heads: Outlook's in German and English, and whatever people write."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OUTLOOK = {
    "company": ("firma", "company"), "salutation": ("anrede", "title", "titel"),
    "first_name": ("vorname", "first name", "weitere vornamen", "middle name"), "last_name": ("nachname", "last name"),
    "department": ("abteilung", "department"),
    "street": ("straße geschäftlich", "straße geschäftlich 2", "straße geschäftlich 3", "business street",
               "business street 2", "business street 3"),
    "postcode": ("postleitzahl geschäftlich", "business postal code"), "city": ("ort geschäftlich", "business city"),
    "country": ("land/region geschäftlich", "land geschäftlich", "business country/region", "business country"),
    "home.street": ("straße privat", "straße privat 2", "straße privat 3", "home street", "home street 2",
                    "home street 3"),
    "home.postcode": ("postleitzahl privat", "home postal code"), "home.city": ("ort privat", "home city"),
    "home.country": ("land/region privat", "land privat", "home country/region", "home country"),
    "phone.switchboard": ("telefon firma", "company main phone", "haupttelefon firma"),
    "phone.work": ("telefon geschäftlich", "telefon geschäftlich 2", "haupttelefon", "weiteres telefon",
                   "telefon assistent", "rückmeldung", "business phone", "business phone 2", "primary phone",
                   "other phone", "assistant's phone", "callback"),
    "phone.mobile": ("mobiltelefon", "mobiltelefon 2", "autotelefon", "mobile phone", "mobile phone 2", "car phone"),
    "phone.private": ("telefon privat", "telefon privat 2", "home phone", "home phone 2"),
    "phone.fax": ("fax geschäftlich", "fax privat", "weiteres fax", "business fax", "home fax", "other fax"),
    "email": ("e-mail-adresse", "e-mail 2: adresse", "e-mail 3: adresse", "e-mail-adresse 2", "e-mail-adresse 3",
              "e-mail address", "e-mail 2 address", "e-mail 3 address"),
    "note": ("notizen", "notes"),
}
_KNOWN = {name.casefold(): field for field, names in _OUTLOOK.items() for name in names}
_MARKS = frozenset({"telefon geschäftlich", "business phone", "e-mail-adresse", "e-mail address", "mobile phone",
                    "mobiltelefon"})
_PERSON = frozenset({"nachname", "last name"})
_LEFT_OUT = re.compile(r"typ\b|type|angezeigt|display|label|geburt|birth|\bjob\b|position|sprache|language|foto|photo|"
                       r"web|url|bank|iban|bic|gruppe|group|datum|\bdate|rang|prio|\bid$|kennung")
_WORDS = (
    ("vat_id", r"\bust|umsatzsteuer|\bvat\b|vat.?id"),
    ("number", r"kunden-?\s?(nr|nummer)|debitor|^konto$|customer\s?(no|number|id)|account|adress-?\s?(nr|nummer)"
               r"|^nummer$|^number$|^nr\.?$"),
    ("email", r"mail"),
    ("phone.fax", r"fax"),
    ("phone.mobile", r"mobil|handy|cell"),
    ("phone.switchboard", r"zentrale|switchboard"),
    ("phone.private", r"(tel|phone|ruf).*(priv|home)|(priv|home).*(tel|phone|ruf)"),
    ("phone.work", r"tel|phone|rufn|durchwahl"),
    ("postcode", r"\bplz\b|postleit|postal\s?code|post\s?code|\bzip"),
    ("street", r"stra(ß|ss)e|\bstr\.?$|street|anschrift|address\s?(1|line)?$|^adresse$"),
    ("city", r"\bort\b|wohnort|stadt|city|town"),
    ("country", r"\bland\b|country|staat"),
    ("first_name", r"vorname|first|given"),
    ("last_name", r"nachname|familienname|zuname|last|surname|family"),
    ("company", r"firm|company|organi[sz]|unternehmen|betrieb|\bname\s?1\b"),
    ("department", r"abteilung|department"),
    ("salutation", r"anrede|salutation|^title$|^titel$"),
    ("full_name", r"name|kontakt|ansprechpartner|contact|person|kunde|customer"),
    ("note", r"noti[zc]|bemerkung|note|comment|kommentar|info"),
)


def head(text: str) -> str:
    """A head in the form it is compared in."""
    return " ".join(text.casefold().replace("_", " ").split())


def is_outlook(header: Sequence[str]) -> bool:
    """Whether these are the columns that Outlook exports."""
    heads = {head(each) for each in header}
    return bool(heads & _PERSON) and len(heads & _KNOWN.keys()) >= 6 and bool(heads & _MARKS)


def proposed(header: Sequence[str], *, outlook: bool) -> tuple[str, ...]:
    """What each column probably stands for; "" for one that is left out. Outlook's are known and not guessed."""
    fields = [_KNOWN.get(head(each), "" if outlook else _guess(head(each))) for each in header]
    if "first_name" in fields and "last_name" not in fields and "full_name" in fields:
        fields[fields.index("full_name")] = "last_name"  # "Name" beside "Vorname"
    return tuple(fields)


def _guess(text: str) -> str:
    private = re.search(r"priv|\bhome\b", text)
    if not text or _LEFT_OUT.search(text):
        return ""
    found = next((field for field, form in _WORDS if re.search(form, text)), "")
    return f"home.{found}" if private and found in ("street", "postcode", "city", "country") else found
